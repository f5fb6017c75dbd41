CREATE TABLE revisions (
	optimization_id VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	number          BIGINT NOT NULL,
	user_id         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	base            BIGINT NOT NULL,
	why             VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	content         LONGBLOB NOT NULL,
	evidence        BIGINT NOT NULL,
	score_before    BIGINT NOT NULL,
	score_after     BIGINT NOT NULL,
	made_us         BIGINT NOT NULL,
	PRIMARY KEY (optimization_id, number)
)
---
CREATE INDEX revisions_by_user ON revisions (user_id)
---
CREATE TABLE words (
	id              VARCHAR(36) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	user_id         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	optimization_id VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	content         LONGBLOB NOT NULL,
	said_us         BIGINT NOT NULL
)
---
CREATE INDEX words_by_user ON words (user_id, said_us)
