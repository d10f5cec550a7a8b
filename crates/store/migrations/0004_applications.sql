-- Applications that manage others, keys with a description, registrations per month, and the log of calls.

-- Whether the application may call `rustici.application.*` for all that do not manage.
ALTER TABLE apps ADD COLUMN manages BIGINT NOT NULL DEFAULT 0;
-- Whether the application may call `deleteRegistration`.
ALTER TABLE apps ADD COLUMN allow_delete BIGINT NOT NULL DEFAULT 1;
CREATE INDEX apps_managing ON apps (key) WHERE manages = 1;

ALTER TABLE app_secrets ADD COLUMN description TEXT NOT NULL DEFAULT '';

-- The month that is counted (its first instant), and the registrations made in it, of which some may be gone.
ALTER TABLE totals ADD COLUMN month BIGINT NOT NULL DEFAULT 0;
ALTER TABLE totals ADD COLUMN month_registrations BIGINT NOT NULL DEFAULT 0;

-- What was called, for people who look for a reason. `code` is 0 where the call succeeded; `secret` is the id of the
-- key that signed, and stays when that key goes. Own retention, by age and by number per application.
CREATE TABLE api_calls (
    key {KEY},
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    method {ID} NOT NULL,
    code BIGINT NOT NULL,
    duration_us BIGINT NOT NULL,
    secret {ID},
    applib TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    origin TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX api_calls_by_app ON api_calls (app, key);
CREATE INDEX api_calls_by_age ON api_calls (at);
