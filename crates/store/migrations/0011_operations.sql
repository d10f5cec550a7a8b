-- What the console's operations pages look at: figures by the hour, the outbox by application, jobs that failed, the
-- biggest courses.

-- What happened in an hour (`hour` is its first instant), counted where it happens. Nobody counts by scanning.
CREATE TABLE hourly_figures (
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    hour BIGINT NOT NULL,
    launches BIGINT NOT NULL,
    completions BIGINT NOT NULL,
    postbacks BIGINT NOT NULL,
    postback_delay_ms BIGINT NOT NULL,
    postback_longest_ms BIGINT NOT NULL,
    postback_failures BIGINT NOT NULL,
    calls BIGINT NOT NULL,
    call_failures BIGINT NOT NULL,
    PRIMARY KEY (app, hour)
);
CREATE INDEX hourly_figures_by_hour ON hourly_figures (hour);

-- While it is 1, nothing is posted for the application; what is due is kept in the state `held`.
ALTER TABLE apps ADD COLUMN postbacks_held BIGINT NOT NULL DEFAULT 0;

ALTER TABLE postback_outbox ADD COLUMN app BIGINT NOT NULL DEFAULT 0;
UPDATE postback_outbox
SET app = (SELECT r.app FROM registrations r WHERE r.key = postback_outbox.registration);
CREATE INDEX postback_outbox_by_app ON postback_outbox (app, state, created_at, registration);

CREATE INDEX jobs_open ON jobs (key) WHERE state IN ('created', 'running');
CREATE INDEX jobs_failed ON jobs (key) WHERE state = 'error';

CREATE INDEX courses_by_size ON courses (size_bytes, key);
