package jsresolver_test

import (
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

// TestModules: what the pure functions of the runtime's modules make.
func TestModules(t *testing.T) {
	t.Parallel()
	x := open(t)
	const rds = "const rds = require('@aws-appsync/utils/rds');\n"
	pg := func(statements string) string { return "rds.createPgStatement(" + statements + ")" }
	for expression, want := range map[string]string{
		"util.xml.toMap('<?xml version=\"1.0\"?>\\n<posts><post><id>1</id><title>Getting started</title></post></posts>')": `{"posts":{"post":{"id":1,"title":"Getting started"}}}`,
		"util.xml.toMap('<a x=\"y\"><b>1.5</b><b/><b>true</b>text &amp; more<![CDATA[ <raw> ]]></a>')":                     `{"a":{"x":"y","b":[1.5,"",true],"content":"text & more <raw>"}}`,
		"util.xml.toJsonString('<a>1</a>')":       `"{\"a\":1}"`,
		"util.xml.toJsonString('<a>1</a>', true)": `"\"{\\\"a\\\":1}\""`,
		"util.rds.toJsonObject(JSON.stringify({ sqlStatementResults: [{ records: [[{ stringValue: 'Jack' }, { longValue: 7 }, { isNull: true }]], columnMetadata: [{ label: 'author' }, { name: 'n' }, { label: 'x' }] }, { numberOfRecordsUpdated: 1 }] }))": `[[{"author":"Jack","n":7,"x":null}],[]]`,
		"util.transform.toElasticsearchQueryDSL({ upvotes: { ne: 15, range: [10, 20] }, title: { eq: 'hihihi', wildcard: 'h*i' } })": `"{\"bool\":{\"must\":[{\"bool\":{\"must\":[{\"bool\":{\"must_not\":{\"term\":{\"upvotes\":15}}}},{\"range\":{\"upvotes\":{\"gte\":10,\"lte\":20}}}]}},` +
			`{\"bool\":{\"must\":[{\"term\":{\"title\":\"hihihi\"}},{\"wildcard\":{\"title\":\"h*i\"}}]}}]}}"`,
		"util.transform.toElasticsearchQueryDSL({ or: [{ a: { gt: 1 } }, { not: { b: { exists: true } } }] })": `"{\"bool\":{\"should\":[{\"range\":{\"a\":{\"gt\":1}}},{\"bool\":{\"must_not\":{\"exists\":{\"field\":\"b\"}}}}]}}"`,
		"require('@aws-appsync/utils/ai').converse({ modelId: 'm', messages: [] })":                            `{"operation":"Converse","modelId":"m","messages":[]}`,
		pg("rds.sql`select * from posts where id = ${1} and t = ${rds.typeHint.DATE('2026-01-01')}`"):          `{"statements":["select * from posts where id = :P0 and t = :P1"],"variableMap":{":P0":1,":P1":"2026-01-01"},"variableTypeHintMap":{":P1":"DATE"}}`,
		pg("rds.select({ table: 'app.posts', columns: ['id', 'a\"b'], where: { id: { eq: 1 }, or: [{ t: { contains: 'x' } }, { n: { between: [1, 2] } }] }, orderBy: [{ column: 'id', dir: 'desc' }], limit: 5, offset: 2 })"): `{"statements":["SELECT \"id\", \"a\"\"b\" FROM \"app\".\"posts\" ` +
			`WHERE \"id\" = :P0 AND ((\"t\" LIKE :P1) OR (\"n\" BETWEEN :P2 AND :P3)) ORDER BY \"id\" DESC LIMIT :P4 OFFSET :P5"],"variableMap":{":P0":1,":P1":"%x%",":P2":1,":P3":2,":P4":5,":P5":2},"variableTypeHintMap":{}}`,
		"rds.createMySQLStatement(rds.insert({ table: 'p', values: { a: 'x', b: null } }), rds.select({ table: 'p' }))":                                  "{\"statements\":[\"INSERT INTO `p` (`a`, `b`) VALUES (:P0, :P1)\",\"SELECT * FROM `p`\"],\"variableMap\":{\":P0\":\"x\",\":P1\":null},\"variableTypeHintMap\":{}}",
		pg("rds.update({ table: 'p', values: { a: rds.typeHint.JSON({ x: 1 }) }, where: { not: [{ a: { attributeExists: true } }] }, returning: '*' })"): `{"statements":["UPDATE \"p\" SET \"a\" = :P0 WHERE NOT ((\"a\" IS NOT NULL)) RETURNING *"],"variableMap":{":P0":"{\"x\":1}"},"variableTypeHintMap":{":P0":"JSON"}}`,
		pg("rds.remove({ table: 'p', where: { a: { beginsWith: 'x' } }, returning: ['id'] }), 'select 1'"):                                               `{"statements":["DELETE FROM \"p\" WHERE \"a\" LIKE :P0 RETURNING \"id\"","select 1"],"variableMap":{":P0":"x%"},"variableTypeHintMap":{}}`,
	} {
		if got := x.with(jsresolver.Config{}, rds+echo("({ v: "+expression+" })")).value(`{ run }`); got != `{"v":`+want+`}` {
			t.Errorf("%s\n got %s\nwant {\"v\":%s}", expression, got, want)
		}
	}
	for expression, want := range map[string]string{
		"util.xml.toMap('')":                                                        "no element",
		"util.xml.toMap('<a>')":                                                     "unexpected EOF",
		"util.xml.toMap('<a>'.repeat(5000))":                                        "nested too deep",
		"util.transform.toElasticsearchQueryDSL({ a: { frob: 1 } })":                "the operator frob on a",
		pg("rds.select({ table: 'p', frobJoin: [] })"):                              `does not take \"frobJoin\"`,
		pg("rds.select({ table: 'p', where: {} })"):                                 "a condition is an object",
		pg("rds.select({ table: 'p', where: { a: { size: 1 } } })"):                 "the operator size on a",
		pg("rds.select({ table: 'p', orderBy: [{ column: 'a', dir: '; drop' }] })"): "orderBy is a list",
		pg("rds.select({})"):                                                        "the table of a statement",
		pg("{}"):                                                                    "expected a statement",
		pg(""):                                                                      "needs a statement",
		"rds.sql('select 1')":                                                       "is a tag of a template",
		"require('fs')":                                                             "there is no module",
	} {
		if got := x.with(jsresolver.Config{}, rds+echo(expression)).ask(`{ run }`); !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", expression, clip(got), want)
		}
	}
}
