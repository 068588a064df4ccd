package data

import (
	"context"

	"github.com/amplifygo/amplifygo/runtime/event"
)

// announcement is one transaction's to other replicas: that events of its rows
// will come. It is made while the transaction holds the rows.
type announcement struct {
	to     event.Announcer // nil where there are no other replicas
	places *event.Places
	name   string
}

func (e *Engine) announcement(places *event.Places) *announcement {
	to, _ := e.Publisher.(event.Announcer)
	return &announcement{to: to, places: places}
}

// make announces the rows, once.
func (a *announcement) make(ctx context.Context) {
	if a.to == nil || a.name != "" {
		return
	}
	rows := a.places.Rows()
	if len(rows) == 0 {
		return
	}
	for i := range rows {
		rows[i] = event.RowKey(rows[i])
	}
	a.name = a.to.Announce(ctx, rows)
}

// retract takes an announcement back: the transaction has failed, or is run
// again.
func (a *announcement) retract() {
	if a.name != "" {
		a.to.Retract(a.name)
		a.name = ""
	}
}

// sign puts the announcement's name on the transaction's events. Where there
// are none it ends here.
func (a *announcement) sign(events []*event.Event) {
	if len(events) == 0 {
		a.retract()
	}
	for _, ev := range events {
		ev.Announcement = a.name
	}
}
