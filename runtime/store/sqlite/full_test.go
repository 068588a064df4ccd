package sqlite

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store"
	"github.com/amplifygo/amplifygo/runtime/value"
)

// TestFull: when the disk is full, writes fail, those that were acknowledged
// are there, and the store works again when there is room.
func TestFull(t *testing.T) {
	t.Parallel()
	m := &schema.Model{Name: "Row", Key: []string{"id"}, Fields: []*schema.Field{{Name: "id", Kind: schema.ID}, {Name: "text", Kind: schema.String}}}
	s, err := schema.New(schema.Definition{Models: []*schema.Model{m}})
	if err != nil {
		t.Fatal(err)
	}
	st, err := Open(t.Context(), t.TempDir()+"/full.db", s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	limit := func(pages int) {
		t.Helper()
		if err := st.writer.c.exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	insert := func(id string) error {
		return st.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return tx.Insert(ctx, &store.Insert{Model: m, Record: value.Record{value.OfString(id), value.OfString(strings.Repeat("x", 1000))}})
		})
	}
	limit(60)
	var mu sync.Mutex
	var wg sync.WaitGroup
	written, refused := map[string]bool{}, 0
	for w := range 8 {
		wg.Go(func() {
			for i := range 60 {
				id := fmt.Sprintf("%d-%d", w, i)
				err := insert(id)
				mu.Lock()
				if err == nil {
					written[id] = true
				} else {
					refused++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(written) == 0 || refused == 0 {
		t.Fatalf("%d writes and %d refusals", len(written), refused)
	}
	limit(1 << 30)
	if err := insert("later"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	written["later"] = true
	res, err := st.Read(t.Context(), &store.Query{Model: m, Fields: m.Fields[:1]})
	if err != nil || len(res.Rows) != len(written) {
		t.Fatalf("%d rows after %d acknowledged writes, %v", len(res.Rows), len(written), err)
	}
	for _, r := range res.Rows {
		if !written[r.Record[0].Text()] {
			t.Errorf("row %s was refused and is there", r.Record[0].Text())
		}
	}
}
