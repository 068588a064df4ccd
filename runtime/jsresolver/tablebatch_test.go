package jsresolver_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/amplifygo/amplifygo/internal/testkit/pgtest"
	"github.com/amplifygo/amplifygo/runtime/jsresolver"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/store/postgres"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// onBoth runs a test on an empty database of each kind.
func onBoth(t *testing.T, test func(t *testing.T, x *api)) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, open(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := pgtest.URL(t)
		x := open(t)
		st, err := postgres.Open(t.Context(), url, x.schema, postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close() })
		x.store = st
		test(t, x)
	})
}

// clocked are the members that the clock decides.
var clocked = regexp.MustCompile(`,"(createdAt|updatedAt)":"[^"]*"`)

// answers runs a request against the table and gives what the response
// function sees, timestamps left out.
func (x *api) answers(t *testing.T, request string) string {
	t.Helper()
	const posts = "const P = `Post-${ctx.stash.awsAppsyncApiId}-${ctx.stash.amplifyApiEnvironmentName}`;"
	script := "const { util } = require('@aws-appsync/utils');\nconst ddb = require('@aws-appsync/utils/dynamodb');\n" +
		"exports.request = (ctx) => { " + posts + " return (" + request + "); };\n" +
		"exports.response = (ctx) => ctx.error ? { result: ctx.result, error: ctx.error.type } : { result: ctx.result };"
	got := x.with(jsresolver.Config{}, script).value(`mutation { table }`)
	return clocked.ReplaceAllString(got, "")
}

// TestBatches does what the public documentation's batch resolvers do.
func TestBatches(t *testing.T) { onBoth(t, batches) }

func batches(t *testing.T, x *api) {
	const typed = `util.dynamodb.toMapValues`
	for _, c := range []struct{ request, want string }{
		{`{ operation: 'BatchPutItem', tables: { [P]: [` + typed + `({ id: 'a', title: 'A', views: 1 }), ` + typed + `({ id: 'b', title: 'B' })] } }`,
			`{"result":{"data":{"Post-amplifygo-NONE":[{"id":"a","title":"A","views":1},{"id":"b","title":"B"}]},"unprocessedItems":{"Post-amplifygo-NONE":[]}}}`},
		{`ddb.batchPut({ tables: { [P]: [{ id: 'c', title: 'C', tags: ['t'] }, { id: 'a', title: 'A2' }] } })`,
			`{"result":{"data":{"Post-amplifygo-NONE":[{"id":"c","title":"C","tags":["t"]},{"id":"a","title":"A2"}]},"unprocessedItems":{"Post-amplifygo-NONE":[]}}}`},
		{`{ operation: 'BatchGetItem', tables: { [P]: { keys: [` + typed + `({ id: 'b' }), ` + typed + `({ id: 'gone' }), ` + typed + `({ id: 'a' })], consistentRead: true } } }`,
			`{"result":{"data":{"Post-amplifygo-NONE":[{"id":"b","title":"B"},null,{"id":"a","title":"A2"}]},"unprocessedKeys":{"Post-amplifygo-NONE":[]}}}`},
		{`ddb.batchGet({ tables: { [P]: { keys: [{ id: 'c' }], projection: ['id', 'tags'] } } })`,
			`{"result":{"data":{"Post-amplifygo-NONE":[{"id":"c","tags":["t"]}]},"unprocessedKeys":{"Post-amplifygo-NONE":[]}}}`},
		{`ddb.batchDelete({ tables: { [P]: [{ id: 'a' }, { id: 'gone' }] } })`, `{"result":{"data":{"Post-amplifygo-NONE":[null,null]},"unprocessedKeys":{"Post-amplifygo-NONE":[]}}}`},
		{`ddb.get({ key: { id: 'a' } })`, `{"result":null}`},
		// One item that does not fit undoes the others.
		{`ddb.batchPut({ tables: { [P]: [{ id: 'd', title: 'D' }, { id: 'e', views: 'many' }] } })`, `"error":"InvalidArgumentsError"`},
		{`ddb.get({ key: { id: 'd' } })`, `{"result":null}`},
		{`ddb.batchPut({ tables: { [P]: Array.from({ length: 26 }, (_, i) => ({ id: 'n' + i })) } })`, `"error":"DynamoDB:DynamoDbException"`},
		{`ddb.batchPut({ tables: { Post: [{ id: 'd' }] } })`, `"error":"DynamoDB:DynamoDbException"`},
	} {
		if got := x.answers(t, c.request); got != c.want && (strings.HasPrefix(c.want, "{") || !strings.Contains(got, c.want)) {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}

// TestTransactions does what the public documentation's transactions do: all
// of it or nothing, and the reasons where it is nothing.
func TestTransactions(t *testing.T) { onBoth(t, transactions) }

func transactions(t *testing.T, x *api) {
	for _, c := range []struct{ request, want string }{
		{`ddb.transactWrite({ items: [{ putItem: { table: P, key: { id: 'a' }, item: { title: 'A', views: 1 }, condition: { id: { attributeExists: false } } } }, { putItem: { table: P, key: { id: 'b' }, item: { title: 'B' } } }] })`,
			`{"result":{"keys":[{"id":"a"},{"id":"b"}],"cancellationReasons":null}}`},
		{`ddb.transactWrite({ items: [{ updateItem: { table: P, key: { id: 'a' }, update: { views: ddb.operations.increment(1) }, condition: { views: { eq: 1 } } } },
			{ conditionCheck: { table: P, key: { id: 'b' }, condition: { title: { eq: 'B' } } } }, { deleteItem: { table: P, key: { id: 'gone' } } }] })`,
			`{"result":{"keys":[{"id":"a"},{"id":"b"},{"id":"gone"}],"cancellationReasons":null}}`},
		{`ddb.transactGet({ items: [{ table: P, key: { id: 'a' }, projection: ['id', 'views'] }, { table: P, key: { id: 'gone' } }, { table: P, key: { id: 'b' } }] })`,
			`{"result":{"items":[{"id":"a","views":2},null,{"id":"b","title":"B"}],"cancellationReasons":null}}`},
		{`ddb.transactWrite({ items: [{ putItem: { table: P, key: { id: 'c' }, item: { title: 'C' } } }, { updateItem: { table: P, key: { id: 'a' }, update: { title: 'no' }, condition: { views: { eq: 9 } } } },
			{ conditionCheck: { table: P, key: { id: 'b' }, condition: { title: { eq: 'X' } }, returnValuesOnConditionCheckFailure: false } }] })`,
			`{"result":{"cancellationReasons":[{"type":"None","message":"None"},{"item":{"id":"a","title":"A","views":2},"type":"ConditionalCheckFailed","message":"The conditional request failed"},` +
				`{"type":"ConditionalCheckFailed","message":"The conditional request failed"}],"keys":null},"error":"DynamoDB:TransactionCanceledException"}`},
		{`ddb.get({ key: { id: 'c' } })`, `{"result":null}`},
		{`{ operation: 'TransactWriteItems', transactItems: [{ table: P, operation: 'PutItem', key: util.dynamodb.toMapValues({ id: 'd' }), attributeValues: util.dynamodb.toMapValues({ title: 'D' }) }] }`,
			`{"result":{"keys":[{"id":"d"}],"cancellationReasons":null}}`},
		{`ddb.transactWrite({ items: [{ putItem: { table: P, key: { id: 'e' }, item: {} } }, { deleteItem: { table: P, key: { id: 'e' } } }] })`, `"error":"DynamoDB:DynamoDbException"`},
		{`ddb.transactWrite({ items: [{ putItem: { table: P, key: { id: 'e' }, item: { views: 'many' } } }] })`, `"error":"InvalidArgumentsError"`},
		{`{ operation: 'TransactWriteItems', transactItems: [{ table: P, operation: 'Scan', key: util.dynamodb.toMapValues({ id: 'd' }) }] }`, `"error":"DynamoDB:DynamoDbException"`},
	} {
		if got := x.answers(t, c.request); got != c.want && (strings.HasPrefix(c.want, "{") || !strings.Contains(got, c.want)) {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}

// TestTransactionsBeside: transfers between counters beside each other lose
// and make nothing.
func TestTransactionsBeside(t *testing.T) { onBoth(t, transactionsBeside) }

func transactionsBeside(t *testing.T, x *api) {
	x.answers(t, `ddb.batchPut({ tables: { [P]: [{ id: 'a', views: 100 }, { id: 'b', views: 100 }] } })`)
	done := make(chan string)
	const writers = 8
	for i := range writers {
		go func() {
			from := []string{"a", "b"}[i%2]
			done <- x.answers(t, fmt.Sprintf(`ddb.transactWrite({ items: ['a', 'b'].map((id) => ({ updateItem: { table: P, key: { id }, update: { views: ddb.operations.increment(id === '%s' ? -%d : %d) } } })) })`, from, i+1, i+1))
		}()
	}
	moved := 0
	for range writers {
		if got := <-done; strings.Contains(got, `"error"`) {
			t.Error(got)
		}
	}
	for i := range writers {
		if i%2 == 0 {
			moved += i + 1
		} else {
			moved -= i + 1
		}
	}
	want := fmt.Sprintf(`{"result":{"items":[{"id":"a","views":%d},{"id":"b","views":%d}],"cancellationReasons":null}}`, 100-moved, 100+moved)
	if got := x.answers(t, `ddb.transactGet({ items: [{ table: P, key: { id: 'a' } }, { table: P, key: { id: 'b' } }] })`); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestTransactionsOnNumbers: rows whose keys are numbers are told apart.
func TestTransactionsOnNumbers(t *testing.T) {
	t.Parallel()
	x := openSchema(t, `
import { a, defineData } from '@aws-amplify/backend';
const schema = a.schema({
  Seat: a.model({ n: a.integer().required(), row: a.string().required(), name: a.string() }).identifier(['n', 'row']).authorization((allow) => [allow.authenticated()]),
  run: a.mutation().returns(a.json()).handler(a.handler.custom({ entry: './run.js', dataSource: a.ref('Seat') })).authorization((allow) => [allow.authenticated()]),
});
export const data = defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'userPool' } });
`)
	for keys, want := range map[string]string{
		`[1, 'a'], [2, 'a'], [1, 'b']`: `"run":"{\"keys\":[{\"n\":1`,
		`[3, 'a'], [3, 'a']`:           `multiple operations on one item`,
	} {
		request := `ddb.transactWrite({ items: [` + keys + `].map(([n, row]) => ({ putItem: { table: 'Seat-amplifygo-NONE', key: { n, row }, item: { name: 'x' } } })) })`
		if got := x.with(jsresolver.Config{}, tabled(request)).ask(`mutation { run }`); !strings.Contains(strings.ReplaceAll(got, `\`, ``), strings.ReplaceAll(want, `\`, ``)) {
			t.Errorf("%s: %s", keys, got)
		}
	}
}

// conflicting is a store whose transactions are all run again.
type conflicting struct{ store.Store }

func (s conflicting) Write(ctx context.Context, fn func(context.Context, store.Tx) error) error {
	conflict := errors.New("conflict")
	err := s.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error { return errors.Join(fn(ctx, tx), conflict) })
	if err != nil && !errors.Is(err, conflict) {
		return err
	}
	return s.Store.Write(ctx, fn)
}

// TestTransactionsThatRunAgain: what they answer is of the last run alone.
func TestTransactionsThatRunAgain(t *testing.T) {
	t.Parallel()
	x := open(t)
	x.store = conflicting{x.store}
	batches(t, x)
	for _, c := range []struct{ request, want string }{
		{`ddb.transactWrite({ items: [{ putItem: { table: P, key: { id: 'w' }, item: { title: 'W' } } }] })`, `{"result":{"keys":[{"id":"w"}],"cancellationReasons":null}}`},
		{`ddb.transactGet({ items: [{ table: P, key: { id: 'w' } }] })`, `{"result":{"items":[{"id":"w","title":"W"}],"cancellationReasons":null}}`},
	} {
		if got := x.answers(t, c.request); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.request, got, c.want)
		}
	}
}
