// Package rights tests what NATS lets each service do: all that it declares,
// and nothing else. It walks every service over every subject, both ways, on a
// real server.
package rights
