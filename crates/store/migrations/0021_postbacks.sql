-- What somebody asked of a postback, and what its tries carried.

-- Somebody asked for a post at once while one was under way: another follows it, paused or not.
ALTER TABLE postback_outbox ADD COLUMN wanted_again BIGINT NOT NULL DEFAULT 0;

-- What was posted, once for all the tries that carried it: the beginning of the report, and how long it was. `used_at` is
-- the latest of them, so that it goes with it. `postback_attempts.request` holds what was noted before.
CREATE TABLE postback_requests (
    key {KEY},
    registration BIGINT NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    used_at BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    report TEXT NOT NULL
);
CREATE INDEX postback_requests_by_registration ON postback_requests (registration, key);
CREATE INDEX postback_requests_by_age ON postback_requests (used_at);
ALTER TABLE postback_attempts ADD COLUMN sent BIGINT;
