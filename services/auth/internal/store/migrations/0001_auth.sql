CREATE TABLE IF NOT EXISTS users (
	id         VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	email      VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
	name       VARCHAR(200) COLLATE utf8mb4_bin NOT NULL,
	locale     VARCHAR(35) COLLATE utf8mb4_bin NOT NULL,
	created_us BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (email)
)
---
CREATE TABLE IF NOT EXISTS challenges (
	id         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	email      VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
	mailbox    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	scope      VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	client     VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	attempts   BIGINT NOT NULL,
	created_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL,
	used_us    BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (scope, created_us, id),
	UNIQUE (expires_us, id)
)
---
CREATE TABLE IF NOT EXISTS sessions (
	id         VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	user_id    VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	counter    BIGINT NOT NULL,
	user_agent VARCHAR(200) COLLATE utf8mb4_bin NOT NULL,
	created_us BIGINT NOT NULL,
	rotated_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL,
	revoked_us BIGINT NOT NULL,
	told_us    BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (user_id, created_us, id),
	UNIQUE (revoked_us, id),
	UNIQUE (rotated_us, id),
	UNIQUE (expires_us, id)
)
---
CREATE TABLE IF NOT EXISTS tallies (
	id       VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	marks    VARCHAR(1000) COLLATE utf8mb4_bin NOT NULL,
	until_us BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (until_us, id)
)
---
CREATE TABLE IF NOT EXISTS known_clients (
	id       VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	until_us BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (until_us, id)
)
