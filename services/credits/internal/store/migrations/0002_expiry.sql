-- The holds in the order in which they expire, for the sweeper; other entries
-- have a zero here and are in nobody's way.
CREATE INDEX entries_expire ON entries (expires_us)
---
-- It said the same, and had to be kept in step with the entries.
DROP TABLE IF EXISTS open_holds
