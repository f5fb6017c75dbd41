-- What people write as reasons is sealed under a key for each account. Reasons that
-- were booked before stay as they are: an entry is never changed.
ALTER TABLE entries ADD COLUMN sealed LONGBLOB NULL
---
CREATE TABLE IF NOT EXISTS data_keys (
	user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	wrapped    LONGBLOB NOT NULL,
	created_us BIGINT NOT NULL
)
