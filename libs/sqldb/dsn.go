package sqldb

// DSN is the address of a database: mysql://user:password@host:port/name or
// sqlite:PATH. As the type of a setting it is checked when the setting is read.
type DSN string

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *DSN) UnmarshalText(text []byte) error {
	if _, err := engineOf(string(text)); err != nil {
		return err
	}
	*d = DSN(text)
	return nil
}

// String hides the address: it may hold a password.
func (d DSN) String() string { return "a database" }
