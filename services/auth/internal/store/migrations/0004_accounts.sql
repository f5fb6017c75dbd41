-- What was told in users is sealed here, under a key of each user's own; who has
-- an account is found by a key that doesn't tell the address. Rows of users are
-- moved when the service starts.
CREATE TABLE IF NOT EXISTS accounts (
	id         VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	mailbox    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	sealed     LONGBLOB NOT NULL,
	created_us BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (mailbox)
)
---
CREATE TABLE IF NOT EXISTS data_keys (
	user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	wrapped    LONGBLOB NOT NULL,
	created_us BIGINT NOT NULL
)
