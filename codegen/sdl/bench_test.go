package sdl_test

import (
	"fmt"
	"testing"

	"github.com/amplifygo/amplifygo/codegen/sdl"
	"github.com/amplifygo/amplifygo/internal/testkit/lowered"
)

func BenchmarkPrint(b *testing.B) {
	for _, count := range []int{100, 1000} {
		s := lowered.Many(count)
		b.Run(fmt.Sprintf("models=%d", count), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(sdl.Print(s))))
			for b.Loop() {
				sdl.Print(s)
			}
		})
	}
}
