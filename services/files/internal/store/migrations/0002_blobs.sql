-- The bytes of files, once for each user who has them, whatever the files are called.
-- A blob is called after the file that brought it; file_chunks.file_id names the blob.
CREATE TABLE IF NOT EXISTS blobs (
	id         VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	sha256     BINARY(32) NOT NULL,
	size       BIGINT NOT NULL,
	files      BIGINT NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT blobs_have_files CHECK (files >= 0)
)
---
CREATE INDEX blobs_by_content ON blobs (user_id, sha256)
---
-- What each user has, kept where it is counted: who changes files or blobs
-- changes this row first, so that those of one user wait for each other.
CREATE TABLE IF NOT EXISTS holdings (
	user_id VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	files   BIGINT NOT NULL,
	bytes   BIGINT NOT NULL,
	PRIMARY KEY (user_id),
	CONSTRAINT holdings_are_not_negative CHECK (files >= 0 AND bytes >= 0)
)
---
ALTER TABLE files ADD COLUMN blob_id VARCHAR(36) COLLATE utf8mb4_bin NOT NULL DEFAULT ''
---
UPDATE files SET blob_id = id WHERE blob_id = ''
---
INSERT INTO blobs (id, user_id, sha256, size, files) SELECT id, user_id, sha256, size, 1 FROM files
	WHERE NOT EXISTS (SELECT 1 FROM blobs WHERE blobs.id = files.id)
---
INSERT INTO holdings (user_id, files, bytes) SELECT user_id, COUNT(*), SUM(size) FROM files
	WHERE NOT EXISTS (SELECT 1 FROM holdings WHERE holdings.user_id = files.user_id) GROUP BY user_id
---
CREATE INDEX files_being_read ON files (status, created_us)
