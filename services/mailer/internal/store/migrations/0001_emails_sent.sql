CREATE TABLE IF NOT EXISTS emails_sent (
	id         VARCHAR(36) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	kind       VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
	reference  VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	status     VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	attempts   BIGINT NOT NULL,
	next_us    BIGINT NOT NULL,
	created_us BIGINT NOT NULL,
	expires_us BIGINT NOT NULL,
	sent_us    BIGINT,
	failure    VARCHAR(190) COLLATE utf8mb4_bin NOT NULL,
	trace      VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	CONSTRAINT emails_sent_once UNIQUE (kind, reference),
	CONSTRAINT emails_sent_due UNIQUE (status, next_us, id)
)
