package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/amplifygo/amplifygo/runtime/schema"
	"github.com/amplifygo/amplifygo/runtime/store/sqlgen"
)

// Plan is what a database needs to fit a schema.
type Plan struct {
	// Dialect is "sqlite" or "postgres".
	Dialect string
	Steps   []Step
	// Losses is what the steps would lose; empty for most migrations.
	Losses []Loss
	// risks is what the steps lose where there are such rows. Losses are those
	// of them that this database has rows for; another one, which gets the plan
	// as a file, may have rows where this one has none.
	risks []risk
}

// risk is a loss and the query that counts its rows.
type risk struct {
	loss  Loss
	count string
}

// Step is one statement and what it is for.
type Step struct{ Purpose, SQL string }

// Loss is data that a migration would lose, or make unreadable for clients.
type Loss struct {
	Table string
	// Column is empty where whole rows are concerned.
	Column string
	// What happens, as a sentence without full stop.
	What string
	// Rows is how many rows it happens to.
	Rows int64
}

// String describes the loss.
func (l Loss) String() string { return fmt.Sprintf("%s (%d rows)", l.subject(), l.Rows) }

// subject is the loss without the number of rows.
func (l Loss) subject() string {
	where := "table " + l.Table
	if l.Column != "" {
		where += ", column " + l.Column
	}
	return where + ": " + l.What
}

// Empty reports whether the database fits already.
func (p *Plan) Empty() bool { return len(p.Steps) == 0 && len(p.Losses) == 0 }

// SQL is the plan as a text to review, with the losses in comments.
func (p *Plan) SQL() string {
	var b strings.Builder
	for _, l := range p.Losses {
		b.WriteString("-- LOSS: " + l.String() + "\n")
	}
	p.writeSteps(&b)
	return b.String()
}

func (p *Plan) writeSteps(b *strings.Builder) {
	for _, s := range p.Steps {
		b.WriteString("\n-- " + s.Purpose + "\n" + s.SQL + ";\n")
	}
}

// LossError refuses a plan that would lose data.
type LossError struct{ Losses []Loss }

// Error lists the losses and what to do.
func (e *LossError) Error() string {
	texts := make([]string, len(e.Losses))
	for i, l := range e.Losses {
		texts[i] = l.String()
	}
	return lossText(texts) + "\nkeep the old fields in the schema, or allow the loss with amplifygo migrate apply --allow-loss"
}

func lossText(losses []string) string {
	return "the migration would lose data:\n  " + strings.Join(losses, "\n  ")
}

// Make compares a database with a schema.
func Make(ctx context.Context, db Database, s *schema.Schema) (*Plan, error) {
	layout, err := sqlgen.NewLayout(s)
	if err != nil {
		return nil, err
	}
	var p *Plan
	err = db.View(ctx, func(session Session) error {
		p, err = plan(ctx, session, db.Dialect(), layout)
		return err
	})
	return p, err
}

// Apply brings a database to a schema and gives the plan it followed, which is
// empty where nothing was to do. Any number of processes may call it at the
// same time: one migrates and the others wait. Where data would be lost and
// allowLoss is not set it changes nothing and returns a *LossError.
func Apply(ctx context.Context, db Database, s *schema.Schema, allowLoss bool) (*Plan, error) {
	layout, err := sqlgen.NewLayout(s)
	if err != nil {
		return nil, err
	}
	p, err := Make(ctx, db, s)
	if err != nil || p.Empty() {
		return p, err // the rule: nobody has to wait
	}
	err = db.Exclusive(ctx, func(session Session) error {
		// Another process may have been faster.
		if p, err = plan(ctx, session, db.Dialect(), layout); err != nil {
			return err
		}
		if len(p.Losses) > 0 && !allowLoss {
			return &LossError{p.Losses}
		}
		for _, step := range p.Steps {
			if err := session.Exec(ctx, step.SQL); err != nil {
				return fmt.Errorf("%s: %w", step.Purpose, err)
			}
		}
		return nil
	})
	return p, err
}

// Ensure does what a store does when it is opened.
func Ensure(ctx context.Context, db Database, s *schema.Schema, mode Mode) (*Plan, error) {
	if mode == Auto {
		return Apply(ctx, db, s, false)
	}
	p, err := Make(ctx, db, s)
	if err != nil || p.Empty() {
		return p, err
	}
	return p, fmt.Errorf("the database does not fit the schema (first of %d steps: %s): run amplifygo migrate plan and amplifygo migrate apply", len(p.Steps), p.first())
}

func (p *Plan) first() string {
	if len(p.Steps) == 0 {
		return p.Losses[0].String()
	}
	return p.Steps[0].Purpose
}
