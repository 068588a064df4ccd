package sqlite

import (
	"context"
	"fmt"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// migrate brings the tables of an empty database into being.
func (st *Store) migrate(_ context.Context, path string, _ *schema.Schema) error {
	d := sqlgen.SQLite{}
	return st.writer.write(context.Background(), func() error {
		s, err := st.writer.c.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'")
		if err != nil {
			return err
		}
		_, err = s.step()
		tables := s.Int(0)
		s.finalize()
		if err != nil || tables > 0 {
			return err
		}
		for _, t := range st.compiler.Layout().Tables {
			if err := st.writer.c.exec(sqlgen.CreateTable(d, t, t.Name)); err != nil {
				return fmt.Errorf("database %s: %w", path, err)
			}
			for _, x := range t.Indexes {
				if sql := sqlgen.CreateIndex(d, t, x); sql != "" {
					if err := st.writer.c.exec(sql); err != nil {
						return fmt.Errorf("database %s: %w", path, err)
					}
				}
			}
		}
		return nil
	})
}
