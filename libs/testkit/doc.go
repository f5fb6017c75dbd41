// Package testkit gives tests the real things, small: NATS with JetStream in
// memory, MariaDB in a temporary folder, SQLite, a mail server, a language
// model's server, and cables between them that can be cut. Only tests import it.
package testkit
