-- The console: who may sign in, who is signed in, how often somebody guessed, links that open once, and who changed
-- what.

-- `role` is administrator, author or viewer. `password` is a hash (PHC text), NULL until its owner has set one.
CREATE TABLE console_users (
    key {KEY},
    login {ID} NOT NULL UNIQUE,
    role {ID} NOT NULL,
    password TEXT,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT
);

CREATE TABLE console_sessions (
    token_hash {BYTES} PRIMARY KEY,
    owner BIGINT NOT NULL REFERENCES console_users (key) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX console_sessions_by_owner ON console_sessions (owner);

-- Wrong passwords in a row. Logins share a fixed number of rows, so that guessing fills nothing, and logins that nobody
-- has are counted like others.
CREATE TABLE console_tries (
    bucket BIGINT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

-- Links with which a password is set. Without an owner: for the first administrator, while there is no user.
CREATE TABLE welcome_links (
    token_hash {BYTES} PRIMARY KEY,
    owner BIGINT REFERENCES console_users (key) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX welcome_links_by_owner ON welcome_links (owner);

-- What was changed in the console and by whom, in words that stay when what they name is gone.
CREATE TABLE audit_events (
    key {KEY},
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind {ID} NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT NOT NULL
);
