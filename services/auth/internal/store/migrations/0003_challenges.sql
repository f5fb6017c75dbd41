-- Codes live ten minutes, so the few that are under way are given up rather than
-- carried over: the address is sealed now, and what a code is bound to is new.
DROP TABLE IF EXISTS challenges
---
CREATE TABLE IF NOT EXISTS challenges (
	id         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	sealed     VARCHAR(500) COLLATE utf8mb4_bin NOT NULL,
	mailbox    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	scope      VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	client     VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	binding    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	reserved   BIGINT NOT NULL,
	attempts   BIGINT NOT NULL,
	created_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL,
	used_us    BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (scope, created_us, id),
	UNIQUE (mailbox, created_us, id),
	UNIQUE (expires_us, id)
)
