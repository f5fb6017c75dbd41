// Package arch tests the shape of the repository: who may import whom, how
// long a file may be, that everything is documented, listed and free to use.
// It reads the code itself, so a new service is covered the day it appears.
package arch
