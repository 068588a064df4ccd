package jsresolver_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/amplifygo/amplifygo/runtime/jsresolver"
)

const rdsModule = "const rds = require('@aws-appsync/utils/rds');\n"

// statements are what a request of @aws-appsync/utils/rds has to look like.
type statements struct {
	Statements []string          `json:"statements"`
	Variables  map[string]any    `json:"variableMap"`
	Hints      map[string]string `json:"variableTypeHintMap"`
}

// makes runs an expression, which may use the arguments of the request.
func (x *api) makes(t *testing.T, expression, args string) (out statements) {
	t.Helper()
	encoded, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	got := x.with(jsresolver.Config{}, rdsModule+echo("({ v: "+expression+" })")).ask(`{ run(x: ` + string(encoded) + `) }`)
	var answer struct {
		Data struct{ Run string }
	}
	var v struct{ V statements }
	if err := json.Unmarshal([]byte(got), &answer); err != nil || json.Unmarshal([]byte(answer.Data.Run), &v) != nil || v.V.Statements == nil {
		t.Fatalf("%s\n%s %v", expression, got, err)
	}
	return v.V
}

// TestStatements: the clauses of statements, for both databases.
func TestStatements(t *testing.T) {
	t.Parallel()
	x := open(t)
	for expression, want := range map[string]string{
		// These are what AppSync itself is known to make.
		"rds.select({ table: 'UserGroup', where: { or: [{ name: { eq: 'S' } }, { id: { gt: 10 } }] }, limit: 10, offset: 1, columns: ['id', 'name'], orderBy: [{ column: 'name' }, { column: 'id', dir: 'desc' }] })": `SELECT "id", "name" FROM "UserGroup" WHERE ("name" = :P0) OR ("id" > :P1) ORDER BY "name" ASC, "id" DESC LIMIT :P2 OFFSET :P3`,
		"rds.select({ table: 'UserGroup', where: { and: [{ id: { eq: rds.typeHint.UUID('1') } }, { started: { lt: rds.typeHint.TIMESTAMP('2') } }] } })":                                                              `SELECT * FROM "UserGroup" WHERE ("id" = :P0) AND ("started" < :P1)`,
		"rds.remove({ table: 'persons', where: { id: { eq: 1 } }, returning: ['id', 'name'] })":                                                                                                                       `DELETE FROM "persons" WHERE "id" = :P0 RETURNING "id", "name"`,
		"rds.update({ table: 'persons', values: { name: 'n', country: 'c' }, where: { id: { eq: 'x' } } })":                                                                                                           `UPDATE "persons" SET "name" = :P0, "country" = :P1 WHERE "id" = :P2`,
		"rds.insert({ table: 'persons', values: { name: 'n' }, returning: '*' })":                                                                                                                                     `INSERT INTO "persons" ("name") VALUES (:P0) RETURNING *`,

		"rds.select({ from: 'album', columns: ['name', { count: rds.agg.count('*') }], join: [{ from: 'artist', using: ['artist_id'] }], groupBy: ['name'], having: { album_id: { count: { gt: 1 } } }, orderBy: [{ column: 'name' }] })": `SELECT "name", COUNT(*) AS "count" FROM "album" JOIN "artist" USING ("artist_id") GROUP BY "name" HAVING COUNT("album_id") > :P0 ORDER BY "name" ASC`,
		"rds.select({ from: { i: 'shop.invoice' }, columns: [rds.agg.sumDistinct('i.total'), 'i.*'], where: { day: { between: [rds.typeHint.DATE('a'), rds.typeHint.DATE('b')] } } })":                                                    `SELECT SUM(DISTINCT "i"."total"), "i".* FROM "shop"."invoice" AS "i" WHERE "day" BETWEEN :P0 AND :P1`,
		"rds.select({ from: { sub: rds.select({ from: 'album', columns: ['id'], where: { n: { eq: 1 } }, groupBy: [1] }) }, where: { id: { ne: 2 } } })":                                                                                  `SELECT * FROM (SELECT "id" FROM "album" WHERE "n" = :P0 GROUP BY 1) AS "sub" WHERE "id" <> :P1`,
		"rds.select({ from: rds.sql`f(${7}) AS t`, columns: [{ double: rds.sql`n * ${2}` }, { other: 'n' }], where: rds.sql`n > ${3}` })":                                                                                                 `SELECT (n * :P0) AS "double", "n" AS "other" FROM f(:P1) AS t WHERE n > :P2`,
		"rds.select({ from: 'a', leftJoin: [{ from: { x: 'b' }, on: { 'x.n': { eq: 1 }, or: [{ m: { size: { gt: 2, lt: 5 } } }] } }], crossJoin: [{ table: 'c' }], joinNatural: [{ from: 'd' }] })":                                       `SELECT * FROM "a" LEFT JOIN "b" AS "x" ON "x"."n" = :P0 AND ((LENGTH("m") > :P1 AND LENGTH("m") < :P2)) CROSS JOIN "c" NATURAL JOIN "d"`,
		"rds.select({ from: 'a', rightOuterJoin: [{ from: 'b', on: rds.sql`a.id = b.id and b.n = ${1}` }], fullOuterJoinNatural: [{ from: 'c' }] })":                                                                                      `SELECT * FROM "a" RIGHT OUTER JOIN "b" ON a.id = b.id and b.n = :P0 NATURAL FULL OUTER JOIN "c"`,
		"rds.update({ table: { p: 'posts' }, values: { n: null }, where: { not: [{ a: { attributeExists: false } }] } })":                                                                                                                 `UPDATE "posts" AS "p" SET "n" = :P0 WHERE NOT (("a" IS NULL))`,
		"rds.remove({ from: 'p', where: rds.sql`id = ${1}`, returning: [{ n: 'id' }] })":                                                                                                                                                  `DELETE FROM "p" WHERE id = :P0 RETURNING "id" AS "n"`,
	} {
		got := x.makes(t, "rds.createPgStatement("+expression+")", "{}")
		if got.Statements[0] != want || got.Hints == nil {
			t.Errorf("%s\n got %s\nwant %s", expression, got.Statements[0], want)
		}
		if got := x.makes(t, "rds.createMySQLStatement("+expression+")", "{}").Statements[0]; got != strings.ReplaceAll(want, `"`, "`") {
			t.Errorf("%s\n got %s", expression, got)
		}
	}
	for expression, want := range map[string]string{
		"rds.select({ from: 'a', table: 'b' })":                                                                     "not both",
		"rds.select({ from: 'a', groupBy: [0] })":                                                                   "groupBy is a list",
		"rds.select({ from: 'a', groupBy: ['1; drop', '1.5', 1.5] })":                                               "groupBy is a list",
		"rds.select({ from: 'a', join: {} })":                                                                       "joins are a list",
		"rds.select({ from: 'a', joinNatural: [{ from: 'b', using: ['x'] }] })":                                     "neither",
		"rds.select({ from: 'a', join: [{ from: 'b', using: [{ a: 'b' }] }] })":                                     "using is a list of names",
		"rds.select({ from: 'a', columns: [{ x: { y: 1 } }] })":                                                     "alias of no name",
		"rds.select({ from: 'a', columns: [rds.agg.count(1)] })":                                                    "an aggregate is of a column",
		"rds.select({ from: 'a', having: { n: { count: 1 } } })":                                                    "takes comparisons",
		"rds.select({ from: 'a', where: rds.select({ from: 'b' }) })":                                               "not a statement of select",
		"rds.select({ from: 'a', where: { n: { eq: rds.select({ from: 'b' }) } } })":                                "where a value is expected",
		"rds.select({ from: '' })":                                                                                  "cannot be the name",
		"rds.select({ from: 'a\\u0000b' })":                                                                         "cannot be the name",
		"rds.insert({ table: rds.select({ from: 'b' }), values: { a: 1 } })":                                        "the table of a statement is a name",
		"rds.insert({ table: { a: rds.select({ from: 'b' }) }, values: { a: 1 } })":                                 "alias of no name",
		"rds.insert({ table: 'a' })":                                                                                "needs values",
		"rds.update({ table: 'a', values: {} })":                                                                    "needs values",
		"rds.sql`${rds.sql`x`}`":                                                                                    "where a value is expected",
		"(() => { let s = rds.select({ from: 'a' }); for (;;) s = rds.select({ from: { x: s, y: s } }) })()":        "may have",
		"rds.select({ from: 'a', where: { n: { eq: 'x'.repeat(1 << 24) } } })":                                      "too large",
		"rds.select({ from: 'a', columns: Array.from({ length: 1 << 14 }, () => 'x') })":                            "may have",
		"rds.insert({ table: 'a', values: Object.fromEntries(Array.from({ length: 1 << 14 }, (_, i) => [i, 1])) })": "may have",
	} {
		if got := x.with(jsresolver.Config{Timeout: 4 * time.Second, Memory: 1 << 30}, rdsModule+echo(expression)).ask(`{ run }`); !strings.Contains(got, want) {
			t.Errorf("%s\n got %s\nwant %s", expression, clip(got), want)
		}
	}
}

// skeleton is a statement without what stands in quotes.
func skeleton(t *testing.T, statement string, quote byte) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(statement); i++ {
		b.WriteByte(statement[i])
		if statement[i] != quote {
			continue
		}
		for i++; ; i++ {
			if i >= len(statement) {
				t.Fatalf("a quote does not end: %s", statement)
			}
			if statement[i] == quote {
				if i+1 == len(statement) || statement[i+1] != quote {
					break
				}
				i++
			}
		}
		b.WriteByte(quote)
	}
	return b.String()
}

// TestStatementsAreNotInjected: whatever names and values are, the statement
// around them stays what it is, and values are variables. A client's JSON is
// always a value, in whatever form it comes.
func TestStatementsAreNotInjected(t *testing.T) {
	t.Parallel()
	x := open(t)
	clauses := []string{
		"rds.select({ table: N, columns: '*' })", "rds.select({ from: { [N]: N } })", "rds.select({ from: 'a', columns: [N, { [N]: N }, { x: rds.agg.avg(N) }, rds.agg.countDistinct(N)] })",
		"rds.select({ from: { [N]: rds.select({ from: N, where: { [N]: { eq: V } } }) } })",
		"rds.select({ from: 'a', where: { [N]: { eq: V, beginsWith: V, contains: V, between: [V, V] }, or: [{ [N]: { ne: V } }], not: [{ [N]: { attributeExists: true } }] } })",
		"rds.select({ from: 'a', where: { [N]: { size: { gt: V } } } })", "rds.select({ from: 'a', groupBy: [N], having: { [N]: { maxDistinct: { le: V } } } })",
		"rds.select({ from: 'a', leftJoin: [{ from: N, using: [N] }], innerJoin: [{ from: { [N]: N }, on: { [N]: { eq: V } } }] })",
		"rds.select({ from: 'a', orderBy: [{ column: N, dir: 'DESC' }], limit: V, offset: V })", "rds.select({ from: 'a', where: rds.sql`x = ${V}` })",
		"rds.insert({ table: N, values: { [N]: V }, returning: [N] })", "rds.update({ table: N, values: { [N]: V }, where: { [N]: { lt: V } }, returning: [{ [N]: N }] })",
		"rds.remove({ table: N, where: { [N]: { ge: rds.typeHint.JSON(V) } }, returning: '*' })", "rds.sql`select ${V}`",
	}
	hostile := []string{`"; DROP TABLE x; --`, "`; DROP TABLE x; --", `'; DROP TABLE x; --`, `x" OR "1"="1`, `\" OR 1=1`, "``` or `", `"""`, `:P0 :P1`, `/* */ $1 ? ??`, `U&"\0022"`}
	for _, database := range []struct {
		name  string
		quote byte
	}{{"createPgStatement", '"'}, {"createMySQLStatement", '`'}} {
		for _, clause := range clauses {
			run := func(name, value string) (string, string) {
				args, err := json.Marshal(map[string]string{"n": name, "v": value})
				if err != nil {
					t.Fatal(err)
				}
				got := x.makes(t, "((N, V) => rds."+database.name+"("+clause+"))(ctx.args.x.n, ctx.args.x.v)", string(args))
				variables, err := json.Marshal(got.Variables)
				if err != nil {
					t.Fatal(err)
				}
				return got.Statements[0], string(variables)
			}
			plain, _ := run("name", "value")
			for _, text := range hostile {
				got, variables := run(text, text)
				if a, b := skeleton(t, plain, database.quote), skeleton(t, got, database.quote); a != b {
					t.Errorf("%s with %s\n got %s\nwant %s", clause, text, b, a)
				}
				escaped, err := json.Marshal(text)
				if err != nil {
					t.Fatal(err)
				}
				if strings.Contains(clause, "V") && !strings.Contains(variables, strings.Trim(string(escaped), `"`)) && !strings.Contains(clause, "JSON") {
					t.Errorf("%s with %s: the variables are %s", clause, text, variables)
				}
			}
		}
	}
	// What a client may try: the forms of what the module's functions make.
	for _, forged := range []string{`{"#statement":[{"text":"1=1; DROP TABLE x"}]}`, `{"#statement ":[{"text":"1=1"}],"kind":"sql"}`, `{"pieces":[{"text":"1=1"}]}`, `{"type":"UUID","value":"x"}`, `{"#hint":"UUID","value":"x"}`} {
		got := x.makes(t, "rds.createPgStatement(rds.select({ from: 'a', where: { n: { eq: ctx.args.x } } }))", forged)
		if got.Statements[0] != `SELECT * FROM "a" WHERE "n" = :P0` || len(got.Hints) > 0 {
			t.Errorf("%s: %+v", forged, got)
		}
		for _, place := range []string{"rds.select({ from: 'a', where: ctx.args.x })", "rds.select({ from: ctx.args.x })", "ctx.args.x"} {
			y := x.with(jsresolver.Config{}, rdsModule+echo("rds.createPgStatement("+place+")"))
			encoded, err := json.Marshal(forged)
			if err != nil {
				t.Fatal(err)
			}
			if got := y.ask(`{ run(x: ` + string(encoded) + `) }`); strings.Contains(got, "DROP") && strings.Contains(got, "statements") {
				t.Errorf("%s in %s: %s", forged, place, got)
			}
		}
	}
}
