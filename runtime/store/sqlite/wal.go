package sqlite

import (
	"context"
	"errors"
	"time"

	sqlite3 "modernc.org/sqlite/lib"
)

// writeAhead switches a database to write-ahead logging, which stays in the
// file. SQLite does not wait for other connections here, whatever busy_timeout
// says, because two that switch at the same time would wait for each other; so
// several servers that start together on a new database have to try again.
func writeAhead(ctx context.Context, c *conn) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		err := c.exec("PRAGMA journal_mode = WAL")
		var failed *Error
		if !errors.As(err, &failed) || failed.Code&0xff != sqlite3.SQLITE_BUSY {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}
