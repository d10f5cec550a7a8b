-- The console's way to debug logs: launches of an application, latest first, and links that show one log to somebody who
-- cannot sign in.

CREATE INDEX launches_in_order ON launches (app, key) WHERE started_at IS NOT NULL;

CREATE TABLE log_shares (
    key {KEY},
    token_hash {BYTES} NOT NULL UNIQUE,
    launch BIGINT NOT NULL REFERENCES launches (key) ON DELETE CASCADE,
    made_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX log_shares_by_launch ON log_shares (launch, key);
CREATE INDEX log_shares_by_age ON log_shares (expires_at);
