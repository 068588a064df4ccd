package postgres

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/amplifygo/amplifygo/runtime/store"
)

// messageBytes bounds one message of the database, such as a row with the JSON
// of a nested query's rows, which the client reads into memory as a whole.
// PostgreSQL's own bound is a gigabyte.
const messageBytes = 128 << 20

// frontend reads messages of the database that are not too long.
func frontend(r io.Reader, w io.Writer) *pgproto3.Frontend {
	return pgproto3.NewFrontend(&bounded{r: r}, w)
}

// bounded reads a stream of messages, each a byte of type and a length that
// counts itself. A message that is too long ends the stream, and so the
// connection.
type bounded struct {
	r      io.Reader
	header [5]byte
	have   int // of the header
	left   int // of the message
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	for rest := p[:n]; len(rest) > 0; {
		if b.left > 0 {
			skip := min(b.left, len(rest))
			b.left, rest = b.left-skip, rest[skip:]
			continue
		}
		taken := copy(b.header[b.have:], rest)
		b.have, rest = b.have+taken, rest[taken:]
		if b.have < len(b.header) {
			continue
		}
		length := binary.BigEndian.Uint32(b.header[1:])
		if length > messageBytes {
			return 0, fmt.Errorf("%w: a message of %d bytes", store.ErrTooLong, length)
		}
		b.have, b.left = 0, max(0, int(length)-4)
	}
	return n, err
}
