CREATE TABLE IF NOT EXISTS data_keys (
	user_id    VARCHAR(64) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	wrapped    LONGBLOB NOT NULL,
	created_us BIGINT NOT NULL
)
---
CREATE TABLE IF NOT EXISTS files (
	id               VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	user_id          VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	object           VARCHAR(100) COLLATE utf8mb4_bin NOT NULL,
	filename         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	sealed_name      LONGBLOB NOT NULL,
	format           VARCHAR(8) COLLATE utf8mb4_bin NOT NULL,
	size             BIGINT NOT NULL,
	sha256           BINARY(32) NOT NULL,
	status           VARCHAR(16) COLLATE utf8mb4_bin NOT NULL,
	rejection_code   VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	rejection_detail VARCHAR(1000) COLLATE utf8mb4_bin NOT NULL,
	created_us       BIGINT NOT NULL,
	concluded_us     BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (filename),
	UNIQUE (user_id, id),
	UNIQUE (user_id, object)
)
---
CREATE TABLE IF NOT EXISTS file_chunks (
	file_id VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	n       BIGINT NOT NULL,
	sealed  LONGBLOB NOT NULL,
	PRIMARY KEY (file_id, n)
)
---
CREATE TABLE IF NOT EXISTS file_results (
	file_id VARCHAR(36) COLLATE utf8mb4_bin NOT NULL,
	sealed  LONGBLOB NOT NULL,
	PRIMARY KEY (file_id)
)
