-- Registrations as the console lists them and tells of them.

-- What the instance that counts came to, in one number: 3 * completion + success, where completion is 0 unknown,
-- 1 incomplete, 2 complete, and success 0 unknown, 1 failed, 2 passed. It stands here too so that a list of some statuses
-- walks along an index. `learner_name` is last and first name in small letters, for a search by their beginning.
ALTER TABLE registrations ADD COLUMN standing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registrations ADD COLUMN learner_name {ID} NOT NULL DEFAULT '';
-- Nothing is posted while this is 1; what changes waits in the outbox.
ALTER TABLE registrations ADD COLUMN postback_paused BIGINT NOT NULL DEFAULT 0;

UPDATE registrations
SET learner_name = lower(learner_last || ' ' || learner_first),
    standing = COALESCE((
        SELECT 3 * CASE i.complete WHEN 'complete' THEN 2 WHEN 'incomplete' THEN 1 ELSE 0 END
            + CASE i.success WHEN 'passed' THEN 2 WHEN 'failed' THEN 1 ELSE 0 END
        FROM instances i
        WHERE i.registration = registrations.key AND i.number = registrations.latest_instance), 0);

CREATE INDEX registrations_by_standing ON registrations (app, standing, updated_at, key);
CREATE INDEX registrations_by_course_standing ON registrations (course, standing, updated_at, key);
CREATE INDEX registrations_by_name ON registrations (app, learner_name, key);

-- When everything in an instance was last discarded: launches before do not count any more.
ALTER TABLE instances ADD COLUMN reset_at BIGINT;

-- Time in which the course did something, and the last such moment; `active_micros` is NULL for launches from before it
-- was measured.
ALTER TABLE launches ADD COLUMN active_micros BIGINT;
ALTER TABLE launches ADD COLUMN active_at BIGINT;

-- What was sent, without credentials: where to, which form of the report, its beginning and how long it was.
ALTER TABLE postback_attempts ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE postback_attempts ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE postback_attempts ADD COLUMN request TEXT NOT NULL DEFAULT '';
ALTER TABLE postback_attempts ADD COLUMN request_bytes BIGINT NOT NULL DEFAULT 0;
