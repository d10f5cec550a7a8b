-- What the console's page of a course tells.

-- Who in the console brought the version; empty where it came by the API. Last, since only the history reads it.
ALTER TABLE course_versions ADD COLUMN made_by TEXT NOT NULL DEFAULT '';

-- How many have completed a course is counted in the index alone.
CREATE INDEX registrations_completed ON registrations (course) WHERE completed_at IS NOT NULL;
