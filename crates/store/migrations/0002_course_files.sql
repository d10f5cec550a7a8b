-- Changes of a version's files since its import: one row each, oldest first. The files themselves are what the version's
-- index says; `email` is whom the caller named.
CREATE TABLE file_changes (
    key {KEY},
    version BIGINT NOT NULL REFERENCES course_versions (key) ON DELETE CASCADE,
    kind {ID} NOT NULL,
    files BIGINT NOT NULL,
    email TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX file_changes_by_version ON file_changes (version, key);
