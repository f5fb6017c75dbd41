// Package e2e does the main job, from an e-mail address and a CV to a tailored
// CV and a cover letter, through the public face of the running product: once
// on the all-in-one command, once on six processes with an external NATS and
// MariaDB.
package e2e
