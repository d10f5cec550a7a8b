-- What is needed to come through faults with nothing orphaned, doubled or lost.

-- What the cloud told before it lost the registration; `kept_…` is absent where it never did. `lost_at`: when that was
-- found. The other result is then that of the registration which was made anew under the same id.
-- A further `state`: lost (the cloud lost it and refuses to make it anew; the result stays).
ALTER TABLE registrations ADD COLUMN kept_complete {ID};
ALTER TABLE registrations ADD COLUMN kept_success {ID};
ALTER TABLE registrations ADD COLUMN kept_score {REAL};
ALTER TABLE registrations ADD COLUMN kept_total_secs BIGINT;
ALTER TABLE registrations ADD COLUMN kept_at BIGINT;
ALTER TABLE registrations ADD COLUMN kept_report TEXT;
ALTER TABLE registrations ADD COLUMN lost_at BIGINT;
-- 1: the order of two results was not certain; the cloud is to be asked.
ALTER TABLE registrations ADD COLUMN in_doubt BIGINT NOT NULL DEFAULT 0;
CREATE INDEX registrations_in_doubt ON registrations (key) WHERE in_doubt = 1;

-- When the cloud made the course, by its own clock: with another answer it is another course under the same id.
ALTER TABLE courses ADD COLUMN made_there BIGINT;

-- The course's version in the cloud that this package became, and the newest that was known when it was begun.
ALTER TABLE imports ADD COLUMN version BIGINT;
ALTER TABLE imports ADD COLUMN version_before BIGINT;
-- When the author's browser was given its link: once.
ALTER TABLE imports ADD COLUMN link_at BIGINT;
-- Since when it is not known whether the cloud took it.
ALTER TABLE imports ADD COLUMN doubt_at BIGINT;
CREATE INDEX imports_by_author ON imports (created_by, created_at);
