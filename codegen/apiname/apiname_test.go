package apiname

import (
	"testing"

	"github.com/amplifygo/amplifygo/internal/ir"
	"github.com/google/go-cmp/cmp"
)

func scalar(name, typ string) *ir.Field {
	return &ir.Field{Name: name, Type: ir.Type{Kind: ir.Scalar, Name: typ}, Origin: ir.Declared}
}

func TestOfNamesOperationsAndKeys(t *testing.T) {
	t.Parallel()
	m := &ir.Model{
		Name:     "userData",
		Fields:   []*ir.Field{scalar("tenant", "ID"), scalar("Code", "String"), scalar("num", "Int"), scalar("at", "AWSTimestamp")},
		Key:      ir.Key{Fields: []string{"tenant", "Code", "num"}, Custom: true, Explicit: true},
		Disabled: ir.Update | ir.OnDelete,
		Indexes:  []*ir.Index{{Name: "byAt", QueryField: "listAt", Fields: []string{"num", "at"}}, {Name: "byCode", Fields: []string{"Code"}}},
	}
	got := Of(&ir.Schema{Members: []*ir.Member{{Engine: "dynamodb"}}}, m)
	key := Key{Partition: "tenant", PartitionType: "ID", Sort: &Sort{
		Fields: []string{"Code", "num"}, Argument: "codeNum", Attribute: "Code#num",
		Type:  "ModeluserDataPrimaryCompositeKeyConditionInput",
		Parts: "ModeluserDataPrimaryCompositeKeyInput",
	}}
	want := Model{
		Get: "getUserData", List: "listUserData", Create: "createUserData", Delete: "deleteUserData", OnCreate: "onCreateUserData",
		Connection: "ModelUserDataConnection", Filter: "ModelUserDataFilterInput", Condition: "ModelUserDataConditionInput",
		SubscriptionFilter: "ModelSubscriptionUserDataFilterInput",
		CreateInput:        "CreateUserDataInput", UpdateInput: "UpdateUserDataInput", DeleteInput: "DeleteUserDataInput",
		NestedConnection: "ModeluserDataConnection", NestedFilter: "ModeluserDataFilterInput",
		Key: key, ListKey: &key,
		Indexes: []Index{
			{Name: "byAt", Query: "listAt", Key: Key{Partition: "num", PartitionType: "Int", Sort: &Sort{
				Fields: []string{"at"}, Argument: "at", Type: "ModelIntKeyConditionInput", Attribute: "at",
			}}},
			{Name: "byCode", Key: Key{Partition: "Code", PartitionType: "String"}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestLongSubscriptionNamesAreCut(t *testing.T) {
	t.Parallel()
	m := &ir.Model{Name: "AVeryLongModelNameThatGoesOverTheFiftyCharacterLimit", Key: ir.Key{Fields: []string{"id"}}}
	names := Of(&ir.Schema{}, m)
	if names.OnCreate != "onCreateAVeryLongModelNameThatGoesOverTheFiftc2288" {
		t.Errorf("OnCreate = %q", names.OnCreate)
	}
	if names.Create != "create"+m.Name {
		t.Errorf("Create = %q", names.Create)
	}
	if names.ListKey != nil {
		t.Errorf("ListKey = %+v, want none for the default identifier", names.ListKey)
	}
}

func TestRelationIndex(t *testing.T) {
	t.Parallel()
	if got, want := RelationIndex("Store", "products"), "gsi-Store.products"; got != want {
		t.Errorf("RelationIndex = %q, want %q", got, want)
	}
}

func TestValidationMessage(t *testing.T) {
	t.Parallel()
	if got, want := ValidationMessage("Val", "s", &ir.Validator{Type: "minLength", Value: "2"}), "Field s of type Val must have a minimum length of 2"; got != want {
		t.Errorf("ValidationMessage = %q, want %q", got, want)
	}
	if got := ValidationMessage("Val", "s", &ir.Validator{Type: "gt", Value: "2", Message: "too small"}); got != "too small" {
		t.Errorf("ValidationMessage = %q", got)
	}
}
