-- What Campus keeps. One text for both engines; the words in braces differ and are filled in by `sql`.
-- Instants are microseconds since 1970, truth values are 0 and 1.

-- `id` is what the cloud knows a learner by: made here, never shown, never changed, no name and no address.
CREATE TABLE users (
    key {KEY},
    id {ID} NOT NULL UNIQUE,
    login {ID} NOT NULL UNIQUE,
    first_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    role {ID} NOT NULL,
    password TEXT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash {BYTES} PRIMARY KEY,
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_key);
CREATE INDEX sessions_by_age ON sessions (last_seen_at);

-- Sign-ins that failed since the last one that did not.
CREATE TABLE failed_sign_ins (
    login {ID} PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

CREATE TABLE learner_groups (
    key {KEY},
    name {ID} NOT NULL UNIQUE
);

CREATE TABLE group_members (
    group_key BIGINT NOT NULL REFERENCES learner_groups (key) ON DELETE CASCADE,
    user_key BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    PRIMARY KEY (group_key, user_key)
);
CREATE INDEX group_members_by_user ON group_members (user_key);

-- `id` is the course's id in the cloud. `state`: pending (never yet imported), ready, removing.
-- `register_at`: assignment or launch.
CREATE TABLE courses (
    key {KEY},
    id {ID} NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_is_ours BIGINT NOT NULL,
    state {ID} NOT NULL,
    register_at {ID} NOT NULL,
    created_by BIGINT REFERENCES users (key) ON DELETE SET NULL,
    created_at BIGINT NOT NULL
);

-- One row per package. `state`: awaited (its bytes are on their way or a browser was given a link), running (the cloud
-- gave a token), succeeded, failed.
CREATE TABLE imports (
    key {KEY},
    course BIGINT NOT NULL REFERENCES courses (key) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    state {ID} NOT NULL,
    token {ID},
    percent BIGINT NOT NULL,
    message TEXT NOT NULL,
    warnings TEXT NOT NULL,
    created_by BIGINT REFERENCES users (key) ON DELETE SET NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX imports_by_course ON imports (course, key);
CREATE INDEX imports_open ON imports (state) WHERE state IN ('awaited', 'running');

CREATE TABLE assignments (
    key {KEY},
    course BIGINT NOT NULL REFERENCES courses (key) ON DELETE CASCADE,
    learner BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    due_on {ID},
    assigned_by BIGINT REFERENCES users (key) ON DELETE SET NULL,
    assigned_at BIGINT NOT NULL,
    UNIQUE (course, learner)
);
CREATE INDEX assignments_by_learner ON assignments (learner, key);

-- `state`: reserved (written here before the cloud is told), confirmed, removing (to be deleted there).
-- The result is the last one the cloud told; `report` is its full form.
CREATE TABLE registrations (
    key {KEY},
    id {ID} NOT NULL UNIQUE,
    course BIGINT NOT NULL REFERENCES courses (key) ON DELETE CASCADE,
    learner BIGINT NOT NULL REFERENCES users (key) ON DELETE CASCADE,
    state {ID} NOT NULL,
    created_at BIGINT NOT NULL,
    launched_at BIGINT,
    checked_at BIGINT,
    instance BIGINT NOT NULL,
    complete {ID} NOT NULL,
    success {ID} NOT NULL,
    score {REAL},
    total_secs BIGINT NOT NULL,
    result_at BIGINT,
    report TEXT,
    UNIQUE (course, learner)
);
CREATE INDEX registrations_unsettled ON registrations (state, created_at) WHERE state <> 'confirmed';

-- `source`: postback or asked.
CREATE TABLE result_history (
    key {KEY},
    registration BIGINT NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    source {ID} NOT NULL,
    instance BIGINT NOT NULL,
    complete {ID} NOT NULL,
    success {ID} NOT NULL,
    score {REAL},
    total_secs BIGINT NOT NULL
);
CREATE INDEX result_history_by_registration ON result_history (registration, key);
CREATE INDEX result_history_by_time ON result_history (at);

-- What an administrator decided in place of what the course reported. The newest that was not reverted counts.
CREATE TABLE overrides (
    key {KEY},
    registration BIGINT NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    complete {ID},
    success {ID},
    score {REAL},
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    reverted_by TEXT,
    reverted_at BIGINT
);
CREATE INDEX overrides_by_registration ON overrides (registration, key);

-- Who did what. Names are copied: the line stays when the person or the course goes.
CREATE TABLE events (
    key {KEY},
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind {ID} NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
