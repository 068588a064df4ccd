package sdl

// sharedInputs adds the inputs that every API has, whatever its models.
func (b *builder) sharedInputs() {
	scalars := []string{"String", "Int", "Float", "Boolean", "ID"}
	for _, s := range scalars {
		b.doc.add(comparison(scalarFilters[s], s, filterConditions[s]))
	}
	for _, s := range scalars {
		b.doc.add(comparison(subscriptionFilters[s], s, subscriptionConditions[s]))
	}
	b.doc.add(&definition{kind: enumKind, name: "ModelAttributeTypes", values: []string{
		"binary", "binarySet", "bool", "list", "map", "number", "numberSet", "string", "stringSet", "_null",
	}})
	b.doc.add(comparison("ModelSizeInput", "Int", []string{"ne", "eq", "le", "lt", "ge", "gt", "between"}))
	b.doc.add(&definition{kind: enumKind, name: "ModelSortDirection", values: []string{"ASC", "DESC"}})
}

// scalarFilters are the inputs that compare fields in filters and conditions.
var scalarFilters = map[string]string{
	"String": "ModelStringInput", "Int": "ModelIntInput", "Float": "ModelFloatInput",
	"Boolean": "ModelBooleanInput", "ID": "ModelIDInput",
}

// subscriptionFilters are those of subscriptions.
var subscriptionFilters = map[string]string{
	"String": "ModelSubscriptionStringInput", "Int": "ModelSubscriptionIntInput", "Float": "ModelSubscriptionFloatInput",
	"Boolean": "ModelSubscriptionBooleanInput", "ID": "ModelSubscriptionIDInput",
}

var filterConditions = map[string][]string{
	"String":  {"ne", "eq", "le", "lt", "ge", "gt", "contains", "notContains", "between", "beginsWith", "attributeExists", "attributeType", "size"},
	"ID":      {"ne", "eq", "le", "lt", "ge", "gt", "contains", "notContains", "between", "beginsWith", "attributeExists", "attributeType", "size"},
	"Int":     {"ne", "eq", "le", "lt", "ge", "gt", "between", "attributeExists", "attributeType"},
	"Float":   {"ne", "eq", "le", "lt", "ge", "gt", "between", "attributeExists", "attributeType"},
	"Boolean": {"ne", "eq", "attributeExists", "attributeType"},
}

var subscriptionConditions = map[string][]string{
	"String":  {"ne", "eq", "le", "lt", "ge", "gt", "contains", "notContains", "between", "beginsWith", "in", "notIn"},
	"ID":      {"ne", "eq", "le", "lt", "ge", "gt", "contains", "notContains", "between", "beginsWith", "in", "notIn"},
	"Int":     {"ne", "eq", "le", "lt", "ge", "gt", "between", "in", "notIn"},
	"Float":   {"ne", "eq", "le", "lt", "ge", "gt", "between", "in", "notIn"},
	"Boolean": {"ne", "eq"},
}

var keyConditions = map[string][]string{
	"String": {"eq", "le", "lt", "ge", "gt", "between", "beginsWith"},
	"ID":     {"eq", "le", "lt", "ge", "gt", "between", "beginsWith"},
	"Int":    {"eq", "le", "lt", "ge", "gt", "between"},
	"Float":  {"eq", "le", "lt", "ge", "gt", "between"},
}

// comparison gives an input whose fields compare with values of a type.
func comparison(name, typ string, conditions []string) *definition {
	def := (&definition{kind: inputKind, name: name}).room(len(conditions))
	for _, c := range conditions {
		switch c {
		case "between", "in", "notIn":
			def.add(c, "["+typ+"]")
		case "attributeExists":
			def.add(c, "Boolean")
		case "attributeType":
			def.add(c, "ModelAttributeTypes")
		case "size":
			def.add(c, "ModelSizeInput")
		default:
			def.add(c, typ)
		}
	}
	return def
}
