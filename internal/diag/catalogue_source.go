package diag

// sourceEntries are the findings about files, bundling, evaluation and
// builders: AG00xx to AG02xx.
func sourceEntries() []Entry {
	var all []Entry
	for _, part := range [][]Entry{bundleEntries(), evaluationEntries(), programEntries(), builderEntries(), argumentEntries()} {
		all = append(all, part...)
	}
	return all
}

// bundleEntries are AG00xx.
func bundleEntries() []Entry {
	return []Entry{
		{
			Code: "AG0003", Severity: Error, Title: "the file is not TypeScript",
			Explanation: "The schema or a file that it imports does not parse. The place is where the parser stopped; the mistake is there or just before.",
			Bad:         "const schema = a.schema({\n  Todo: a.model({ content: a.string() )},\n});",
			Good:        "const schema = a.schema({\n  Todo: a.model({ content: a.string() }),\n});",
		},
		{
			Code: "AG0004", Severity: Warning, Title: "an imported file is missing",
			Explanation: "The import leads to no file. What it imports stands for an unknown value: as a function resource it goes by its name, anywhere else its use is an error (AG0207).",
			Bad:         "import { statuses } from './statusses';",
			Good:        "import { statuses } from './statuses';",
		},
		{
			Code: "AG0005", Severity: Error, Title: "a module has no export of this name",
			Explanation: "The name is misspelt, or belongs to another package. Types need no export: write `import { type ClientSchema }`.",
			Bad:         "import { a, definedata } from '@aws-amplify/backend';",
			Good:        "import { a, defineData } from '@aws-amplify/backend';",
		},
		{
			Code: "AG0006", Severity: Error, Title: "the sources are too large",
			Explanation: "The schema and what it imports may have 32 MB together. Usually an import reaches generated data or a library that has nothing to do with the schema.",
			Bad:         "import dump from './dump.json'; // 100 MB",
			Good:        "import { categories } from './categories';",
		},
		{
			Code: "AG0007", Severity: Error, Title: "the file cannot be bundled",
			Explanation: "The file parses but cannot become part of one script, for example because it waits for a promise at its top level.",
			Bad:         "const names = await load();",
			Good:        "import names from './names.json';",
		},
		{
			Code: "AG0008", Severity: Error, Title: "the source is nested too deep",
			Explanation: "Brackets or operators are nested more than two thousand levels deep. Split the expression into constants.",
			Bad:         "const x = ((((((((((1)))))))))); // and so on, 2,000 times",
			Good:        "const x = 1;",
		},
		{
			Code: "AG0009", Severity: Warning, Title: "an object has a key twice",
			Explanation: "Two models, fields or settings have one name. The last is the one that counts, as in JavaScript; TypeScript refuses it.",
			Bad:         "title: a.string().required(),\ntitle: a.string(),",
			Good:        "title: a.string().required(),\nsubtitle: a.string(),",
		},
		{
			Code: "AG0010", Severity: Error, Title: "the file of a handler is missing",
			Explanation: "The entry of a.handler.custom, or of a function that the settings run in Node, leads to no file. It is relative to the file that has the call. A function whose entry is missing runs in Go or at an endpoint all the same.",
			Bad:         "bark: a.query().returns(a.string()).handler(a.handler.custom({ entry: './brak.js' })),",
			Good:        "bark: a.query().returns(a.string()).handler(a.handler.custom({ entry: './bark.js' })),",
		},
	}
}

// evaluationEntries are AG0101 to AG0109: how running the program can end.
func evaluationEntries() []Entry {
	return []Entry{
		{
			Code: "AG0101", Severity: Error, Title: "the schema threw an exception",
			Explanation: "The program ended with an exception that nothing caught. The message is JavaScript's; the notes are the calls that led to the place.",
			Bad:         "const fields = undefined;\nconst schema = a.schema({ Todo: a.model(fields.todo) });",
			Good:        "const fields = { todo: { content: a.string() } };\nconst schema = a.schema({ Todo: a.model(fields.todo) });",
		},
		{
			Code: "AG0102", Severity: Error, Title: "the schema does not come to an end",
			Explanation: "The program ran into the time limit, usually because of a loop without an end.",
			Bad:         "let i = 0;\nwhile (i < 10) models['M' + i] = a.model({});",
			Good:        "for (let i = 0; i < 10; i++) models['M' + i] = a.model({});",
		},
		{
			Code: "AG0103", Severity: Error, Title: "the schema calls itself too deep",
			Explanation: "A function calls itself, directly or through others, more than two thousand calls deep.",
			Bad:         "const address = () => a.customType({ next: address() });",
			Good:        "const schema = a.schema({ Address: a.customType({ next: a.ref('Address') }) });",
		},
		{
			Code: "AG0104", Severity: Error, Title: "the schema takes too much memory",
			Explanation: "The program made more than 256 MB of values. A schema of a thousand models takes some ten megabytes.",
			Bad:         "let text = 'x';\nfor (;;) text += text;",
			Good:        "const text = 'x'.repeat(100);",
		},
		{
			Code: "AG0105", Severity: Error, Title: "the schema asks for something that schemas may not have",
			Explanation: "The same schema must give the same output on every machine and at any time, so chance, the process and compiling code from texts are not available.",
			Bad:         "Todo: a.model({ code: a.string().default(String(Math.random())) }),",
			Good:        "Todo: a.model({ code: a.string().default('A1') }),",
		},
		{
			Code: "AG0106", Severity: Error, Title: "a text or list is too large",
			Explanation: "A single call would make a text of more than 16 million letters or go through a list of more than 2 million elements.",
			Bad:         "const text = 'x'.repeat(1e9);",
			Good:        "const text = 'x'.repeat(1000);",
		},
		{
			Code: "AG0107", Severity: Error, Title: "the evaluation was canceled",
			Explanation: "The caller gave up before the program came to its end. This says nothing about the schema.",
			Bad:         "// interrupted with Ctrl-C",
			Good:        "// run again",
		},
		{
			Code: "AG0108", Severity: Error, Title: "the schema cannot be evaluated",
			Explanation: "The virtual machine gave up on something that it should have refused by itself. Where the line asks for nothing impossible, please report it.",
			Bad:         "const list = new Array(-1);",
			Good:        "const list = new Array(1);",
		},
	}
}

// programEntries are AG0110 to AG0119: what the program left.
func programEntries() []Entry {
	return []Entry{
		{
			Code: "AG0110", Severity: Error, Title: "the file defines no API",
			Explanation: "The file neither calls defineData nor exports a schema, or it exports several and does not say which one is the API's.",
			Bad:         "const schema = a.schema({ Todo: a.model({}) });",
			Good:        "export const data = defineData({ schema });",
		},
		{
			Code: "AG0111", Severity: Error, Title: "defineData is called twice",
			Explanation: "A backend has one API. Several schemas become one with a.combine.",
			Bad:         "export const posts = defineData({ schema: postSchema });\nexport const users = defineData({ schema: userSchema });",
			Good:        "export const data = defineData({ schema: a.combine([postSchema, userSchema]) });",
		},
		{
			Code: "AG0112", Severity: Error, Title: "a type contains itself",
			Explanation: "A model, custom type or operation is reached again inside itself, or inline types are nested more than 1,200 levels deep. Types refer to themselves by name.",
			Bad:         "const fields: any = {};\nfields.child = a.customType(fields);",
			Good:        "Node: a.customType({ child: a.ref('Node') }),",
		},
		{
			Code: "AG0113", Severity: Error, Title: "the schema has too many parts",
			Explanation: "A list has more than 200,000 elements, or inline types that share inner ones stand for more than a million types.",
			Bad:         "for (let i = 0; i < 60; i++) type = a.customType({ left: type, right: type });",
			Good:        "Tree: a.customType({ left: a.ref('Tree'), right: a.ref('Tree') }),",
		},
		{
			Code: "AG0114", Severity: Error, Title: "a GraphQL schema that is not understood",
			Explanation: "defineData also takes a schema as GraphQL text with the directives of Amplify's transformer, as projects of Gen 1 have it. The text has a mistake, or a directive or an argument that amplifygo does not have; docs/parity.md lists what it has.",
			Bad:         "export const data = defineData({ schema: 'type Todo @model @searchable @auth(rules: [{ allow: owner }]) { id: ID! }' });",
			Good:        "export const data = defineData({ schema: 'type Todo @model @auth(rules: [{ allow: owner }]) { id: ID! }' });",
		},
	}
}
