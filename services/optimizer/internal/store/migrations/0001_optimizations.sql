CREATE TABLE data_keys (
	user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	wrapped    LONGBLOB NOT NULL,
	created_us BIGINT NOT NULL
)
---
CREATE TABLE optimizations (
	id                VARCHAR(36) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	user_id           VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	idempotency_key   VARCHAR(255) COLLATE utf8mb4_bin NULL,
	fingerprint       BINARY(32) NOT NULL,
	state             VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	outcome           VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	stage             VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	file_id           VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	provider          VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
	model             VARCHAR(128) COLLATE utf8mb4_bin NOT NULL,
	options           LONGBLOB NOT NULL,
	input             LONGBLOB NOT NULL,
	result            LONGBLOB NULL,
	evidence          BIGINT NULL,
	score_before      BIGINT NULL,
	score_after       BIGINT NULL,
	held              BIGINT NOT NULL,
	charge            BIGINT NOT NULL,
	credits           BIGINT NOT NULL,
	calls             BIGINT NOT NULL,
	prompt_tokens     BIGINT NOT NULL,
	completion_tokens BIGINT NOT NULL,
	cost_micro_usd    BIGINT NOT NULL,
	error_code        VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	error_message     VARCHAR(1000) NOT NULL,
	runs              BIGINT NOT NULL,
	lease             VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	lease_until_us    BIGINT NOT NULL,
	created_us        BIGINT NOT NULL,
	moved_us          BIGINT NOT NULL,
	finished_us       BIGINT NOT NULL
)
---
CREATE UNIQUE INDEX optimizations_by_key ON optimizations (user_id, idempotency_key)
---
CREATE INDEX optimizations_by_user ON optimizations (user_id, id)
---
CREATE INDEX optimizations_by_state ON optimizations (state, moved_us)
---
CREATE INDEX optimizations_by_file ON optimizations (file_id, state)
---
CREATE TABLE cvs (
	file_id          VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	user_id          VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	content          LONGBLOB NULL,
	rejection_code   VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	rejection_detail VARCHAR(1000) NOT NULL,
	kept_us          BIGINT NOT NULL
)
---
CREATE TABLE llm_usage (
	attempt_id        VARCHAR(36) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	optimization_id   VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	part              VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	prompt_id         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	provider          VARCHAR(32) COLLATE utf8mb4_bin NOT NULL,
	model             VARCHAR(128) COLLATE utf8mb4_bin NOT NULL,
	started_us        BIGINT NOT NULL,
	ended_us          BIGINT NOT NULL,
	prompt_tokens     BIGINT NOT NULL,
	completion_tokens BIGINT NOT NULL,
	cached_tokens     BIGINT NOT NULL,
	source            VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	cost_micro_usd    BIGINT NOT NULL,
	prices            VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	outcome           VARCHAR(16) COLLATE utf8mb4_bin NOT NULL
)
---
CREATE INDEX llm_usage_by_optimization ON llm_usage (optimization_id, started_us)
