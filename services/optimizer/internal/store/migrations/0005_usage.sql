CREATE INDEX llm_usage_by_start ON llm_usage (started_us)
---
-- What an operator has switched off, in one row for each. No row: it is on.
CREATE TABLE IF NOT EXISTS switched_off (
	name   VARCHAR(32) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	off_us BIGINT NOT NULL
)
