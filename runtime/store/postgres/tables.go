package postgres

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

func (st *Store) migrate(ctx context.Context, _ *schema.Schema) error {
	pc, err := st.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer pc.Release()
	d := sqlgen.Postgres{}
	for _, t := range st.compiler.Layout().Tables {
		if _, err := pc.Exec(ctx, sqlgen.CreateTable(d, t, t.Name)); err != nil {
			return err
		}
		for _, x := range t.Indexes {
			if _, err := pc.Exec(ctx, sqlgen.CreateIndex(d, t, x)); err != nil {
				return err
			}
		}
	}
	return nil
}
