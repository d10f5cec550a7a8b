-- What pages ask every moment, and the background every minute, is found by an index.

CREATE INDEX registrations_by_learner ON registrations (learner, key);
CREATE INDEX overrides_in_force ON overrides (registration, key) WHERE reverted_at IS NULL;
CREATE INDEX courses_in_state ON courses (state, key);
-- Launched, and nothing was heard or asked since.
CREATE INDEX registrations_silent ON registrations (launched_at, key)
    WHERE state = 'confirmed' AND (checked_at IS NULL OR checked_at < launched_at)
        AND (result_at IS NULL OR result_at < launched_at);
-- SQLite does not see that these are among the unsettled.
DROP INDEX registrations_unsettled;
CREATE INDEX registrations_reserved ON registrations (key) WHERE state = 'reserved';
CREATE INDEX registrations_removing ON registrations (key) WHERE state = 'removing';
