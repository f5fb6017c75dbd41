-- What is held and was charged of a day, of each account and, under an empty
-- name, of all: kept while there are caps, forgotten after days.
CREATE TABLE IF NOT EXISTS used_of_day (
	day_us     BIGINT NOT NULL,
	account_id VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	used       BIGINT NOT NULL,
	PRIMARY KEY (day_us, account_id),
	CONSTRAINT used_is_never_negative CHECK (used >= 0)
)
