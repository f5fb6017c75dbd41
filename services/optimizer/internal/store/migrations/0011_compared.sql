-- Whose comparison of CVs an attempt in llm_usage was for. Attempts for
-- optimizations are their owners' without it.
CREATE TABLE IF NOT EXISTS llm_compared (
	user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	started_us BIGINT NOT NULL,
	attempt_id VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	PRIMARY KEY (user_id, started_us, attempt_id),
	UNIQUE (started_us, attempt_id)
)
