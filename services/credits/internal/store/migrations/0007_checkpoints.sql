-- Signed seals of the heads of all chains; written once, like entries.
CREATE TABLE IF NOT EXISTS checkpoints (
	n           BIGINT NOT NULL PRIMARY KEY,
	created_us  BIGINT NOT NULL,
	moved       BIGINT NOT NULL,
	before_hash BINARY(32) NOT NULL,
	hash        BINARY(32) NOT NULL,
	key_name    VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	signature   BINARY(64) NOT NULL
)
---
-- The heads that a checkpoint seals: those that moved since the one before.
CREATE TABLE IF NOT EXISTS checkpoint_heads (
	n          BIGINT NOT NULL,
	account_id VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	seq        BIGINT NOT NULL,
	hash       BINARY(32) NOT NULL,
	PRIMARY KEY (n, account_id)
)
---
-- How far each account has been sealed.
CREATE INDEX checkpoint_heads_sealed ON checkpoint_heads (account_id, seq)
---
-- not on TiDB, which has no triggers: there, grant neither UPDATE nor DELETE.
CREATE TRIGGER IF NOT EXISTS checkpoints_are_not_updated BEFORE UPDATE ON checkpoints FOR EACH ROW
BEGIN
	INSERT INTO never (why) VALUES (1);
END
---
-- not on TiDB, which has no triggers: there, grant neither UPDATE nor DELETE.
CREATE TRIGGER IF NOT EXISTS checkpoints_are_not_deleted BEFORE DELETE ON checkpoints FOR EACH ROW
BEGIN
	INSERT INTO never (why) VALUES (1);
END
---
-- not on TiDB, which has no triggers: there, grant neither UPDATE nor DELETE.
CREATE TRIGGER IF NOT EXISTS checkpoint_heads_are_not_updated BEFORE UPDATE ON checkpoint_heads FOR EACH ROW
BEGIN
	INSERT INTO never (why) VALUES (1);
END
---
-- not on TiDB, which has no triggers: there, grant neither UPDATE nor DELETE.
CREATE TRIGGER IF NOT EXISTS checkpoint_heads_are_not_deleted BEFORE DELETE ON checkpoint_heads FOR EACH ROW
BEGIN
	INSERT INTO never (why) VALUES (1);
END
