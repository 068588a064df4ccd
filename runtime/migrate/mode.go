// Package migrate brings the tables of a database to what a schema needs. It
// compares the two, plans the statements, tells what data they would lose, and
// applies them once, however many servers start together.
package migrate

// Mode says what a store does about the tables when it is opened.
type Mode uint8

const (
	// Auto applies what loses no data and refuses the rest; for development.
	Auto Mode = iota
	// Verify changes nothing and refuses a database that needs a migration.
	Verify
)
