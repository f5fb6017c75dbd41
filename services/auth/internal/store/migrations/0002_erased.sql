-- Addresses whose accounts were erased, as keys that don't tell them.
CREATE TABLE IF NOT EXISTS erased_addresses (
	id       VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
	until_us BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (until_us, id)
)
