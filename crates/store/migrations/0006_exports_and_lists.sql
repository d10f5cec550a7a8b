-- An application's jobs, for the list of its exports; and no two exports of one application at a time.
CREATE INDEX jobs_by_app ON jobs (app, kind, key);
CREATE UNIQUE INDEX jobs_one_export ON jobs (app) WHERE kind = 'export_app' AND state IN ('created', 'running');

-- Lists of what changed in an interval are read in the order of change, so that they cost what they return.
CREATE INDEX registrations_by_change ON registrations (app, updated_at, key);
CREATE INDEX registrations_by_course_change ON registrations (course, updated_at, key);

-- The state that a kept report tells of: one whose `row_version` is the instance's is still true.
ALTER TABLE instances ADD COLUMN report_row_version BIGINT;
