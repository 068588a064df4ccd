package event

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
)

// Announcer is a Publisher that joins replicas. Events of a row that replicas
// write in turn could overtake each other on their ways, since each publishes
// by itself when its commit has returned. So a transaction announces itself
// while it holds the locks of its rows: whoever writes one of them next
// announces itself later, and everybody delivers in the order of the
// announcements.
type Announcer interface {
	Publisher
	// Announce says that a transaction is about to commit which has written the
	// rows, named as RowKey does. It returns when every replica will see this
	// announcement before any later one, and gives its name for the events; it
	// is empty where there are no other replicas, or they cannot be reached in
	// time: then the order of their events is not promised.
	Announce(ctx context.Context, rows []string) (name string)
	// Retract says that no events will come of an announcement.
	Retract(name string)
}

// RowKey names a row for announcements, shorter than its key. Two rows may have
// one name; then the one's events wait for the other's, needlessly.
func RowKey(row string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(row))
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, h.Sum64()))
}
