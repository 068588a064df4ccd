package realtime

// Remains counts the entries of the index that are left.
func (s *Server) Remains() int {
	s.hub.mu.RLock()
	defer s.hub.mu.RUnlock()
	n := len(s.hub.mutations) + len(s.hub.endable) + len(s.hub.decisions)
	s.mu.Lock()
	defer s.mu.Unlock()
	return n + len(s.byOwner)
}
