-- The head of each account: what its last entry says, in one row to lock.
CREATE TABLE IF NOT EXISTS accounts (
	account_id VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	seq        BIGINT NOT NULL,
	balance    BIGINT NOT NULL,
	held       BIGINT NOT NULL,
	spent      BIGINT NOT NULL,
	hash       BINARY(32) NOT NULL,
	CONSTRAINT account_available_is_never_negative CHECK (held >= 0 AND balance >= held)
)
---
-- The book. An entry is written once and stays as it is.
CREATE TABLE IF NOT EXISTS entries (
	account_id  VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	seq         BIGINT NOT NULL,
	id          VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	op_key      VARCHAR(96) COLLATE utf8mb4_bin NOT NULL,
	kind        VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	amount      BIGINT NOT NULL,
	balance     BIGINT NOT NULL,
	held        BIGINT NOT NULL,
	reference   VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	reason      VARCHAR(200) COLLATE utf8mb4_bin NOT NULL,
	expires_us  BIGINT NOT NULL,
	created_us  BIGINT NOT NULL,
	fingerprint BINARY(32) NOT NULL,
	hash        BINARY(32) NOT NULL,
	PRIMARY KEY (account_id, seq),
	CONSTRAINT operation_is_done_once UNIQUE (op_key),
	CONSTRAINT entry_available_is_never_negative CHECK (amount >= 0 AND held >= 0 AND balance >= held),
	CONSTRAINT entry_seq_begins_at_one CHECK (seq >= 1)
)
---
-- Which holds are open, for the sweeper: an index over the book, made and
-- dropped with the entries it follows from.
CREATE TABLE IF NOT EXISTS open_holds (
	name       VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	account_id VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	amount     BIGINT NOT NULL,
	expires_us BIGINT NOT NULL
)
---
CREATE INDEX open_holds_expire ON open_holds (expires_us)
---
-- No row fits in here: whoever tries gets an error that names the rule.
CREATE TABLE IF NOT EXISTS never (
	why BIGINT NOT NULL,
	CONSTRAINT ledger_entries_are_immutable CHECK (why IS NULL)
)
---
-- not on TiDB, which has no triggers: there, grant neither UPDATE nor DELETE.
CREATE TRIGGER IF NOT EXISTS entries_are_not_updated BEFORE UPDATE ON entries FOR EACH ROW
BEGIN
	INSERT INTO never (why) VALUES (1);
END
---
-- not on TiDB, which has no triggers: there, grant neither UPDATE nor DELETE.
CREATE TRIGGER IF NOT EXISTS entries_are_not_deleted BEFORE DELETE ON entries FOR EACH ROW
BEGIN
	INSERT INTO never (why) VALUES (1);
END
