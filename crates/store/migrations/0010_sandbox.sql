-- The sandbox: launches that do not count. All that they write lies in hidden applications, one for each application and
-- host that is imitated, with a copy of the course; what is told of an application can therefore not tell of them.

-- The application that a hidden one stands in for, and the host that it imitates. NULL for all that sign calls.
ALTER TABLE apps ADD COLUMN sandbox_of BIGINT REFERENCES apps (key) ON DELETE CASCADE;
ALTER TABLE apps ADD COLUMN host TEXT;
CREATE UNIQUE INDEX apps_hidden ON apps (sandbox_of, host) WHERE sandbox_of IS NOT NULL;

-- The course and version that a hidden one is the copy of. A copy owns no blobs, and goes with what it is a copy of.
ALTER TABLE courses ADD COLUMN sandbox_of BIGINT REFERENCES courses (key) ON DELETE CASCADE;
CREATE INDEX courses_hidden ON courses (sandbox_of) WHERE sandbox_of IS NOT NULL;
ALTER TABLE course_versions ADD COLUMN sandbox_of BIGINT REFERENCES course_versions (key) ON DELETE CASCADE;
CREATE INDEX course_versions_hidden ON course_versions (sandbox_of) WHERE sandbox_of IS NOT NULL;

-- Links with which somebody without an account plays a course. `version` is NULL for whatever is the latest.
CREATE TABLE sandbox_links (
    key {KEY},
    token_hash {BYTES} NOT NULL UNIQUE,
    course BIGINT NOT NULL REFERENCES courses (key) ON DELETE CASCADE,
    version BIGINT REFERENCES course_versions (key) ON DELETE CASCADE,
    host TEXT NOT NULL,
    culture TEXT,
    made_by TEXT NOT NULL,
    uses BIGINT NOT NULL,
    most_uses BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sandbox_links_by_course ON sandbox_links (course, key);
CREATE INDEX sandbox_links_by_version ON sandbox_links (version) WHERE version IS NOT NULL;
CREATE INDEX sandbox_links_by_age ON sandbox_links (expires_at);

-- What is known of an attempt of the sandbox beside its registration. `made_by` is the login of who began it.
CREATE TABLE sandbox_attempts (
    registration BIGINT PRIMARY KEY REFERENCES registrations (key) ON DELETE CASCADE,
    culture TEXT,
    made_by TEXT NOT NULL,
    link BIGINT REFERENCES sandbox_links (key) ON DELETE SET NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX sandbox_attempts_by_age ON sandbox_attempts (used_at);
CREATE INDEX sandbox_attempts_by_link ON sandbox_attempts (link) WHERE link IS NOT NULL;
