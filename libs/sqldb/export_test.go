package sqldb

// Rouse wakes the relay as a commit does.
func (db *DB) Rouse() { db.rouse() }
