package introspection_test

import (
	"fmt"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/introspection"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
)

func BenchmarkBuild(b *testing.B) {
	for _, count := range []int{100, 1000} {
		s := lowered.Many(count)
		b.Run(fmt.Sprintf("models=%d", count), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(introspection.Build(s))))
			for b.Loop() {
				introspection.Build(s)
			}
		})
	}
}
