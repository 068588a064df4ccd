package amplify

type socketPool struct{}

func newSocketPool(*Client) *socketPool { return &socketPool{} }
func (*socketPool) close()              {}
