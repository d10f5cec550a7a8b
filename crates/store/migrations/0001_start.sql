-- The first schema. One text for both engines; four words differ and are filled in by `migrations.rs`:
--   {KEY}    a surrogate key that is counted up and never used twice
--   {ID}     a text that is compared and sorted by its bytes on either engine
--   {BYTES}  bytes
--   {REAL}   a number of 64 bits with a fraction
-- Instants are microseconds since 1970, truth values are 0 and 1.

CREATE TABLE apps (
    key {KEY},
    id {ID} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Kept counters: nobody counts by scanning.
CREATE TABLE totals (
    app BIGINT PRIMARY KEY REFERENCES apps (key) ON DELETE CASCADE,
    courses BIGINT NOT NULL,
    registrations BIGINT NOT NULL,
    launches BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL
);

CREATE TABLE app_secrets (
    id {ID} PRIMARY KEY,
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    sealed {BYTES} NOT NULL,
    active BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX app_secrets_by_app ON app_secrets (app);

CREATE TABLE courses (
    key {KEY},
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    id {ID} NOT NULL,
    title TEXT NOT NULL,
    learning_standard TEXT NOT NULL,
    versions BIGINT NOT NULL,
    next_version BIGINT NOT NULL,
    registrations BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (app, id)
);
CREATE INDEX courses_in_order ON courses (app, key);

-- The large columns stand last: SQLite reads a row from its front.
CREATE TABLE course_versions (
    key {KEY},
    course BIGINT NOT NULL REFERENCES courses (key) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    content_key {ID} NOT NULL UNIQUE,
    standard TEXT NOT NULL,
    learning_standard TEXT NOT NULL,
    title TEXT NOT NULL,
    identifier TEXT NOT NULL,
    manifest_path TEXT NOT NULL,
    package_blob {ID} NOT NULL,
    index_blob {ID} NOT NULL,
    media_blob {ID},
    size_bytes BIGINT NOT NULL,
    files BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    definition {BYTES} NOT NULL,
    metadata TEXT NOT NULL,
    warnings TEXT NOT NULL,
    manifest TEXT NOT NULL,
    UNIQUE (course, number)
);

-- Only what differs from the defaults.
CREATE TABLE version_attributes (
    version BIGINT NOT NULL REFERENCES course_versions (key) ON DELETE CASCADE,
    name {ID} NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (version, name)
);

CREATE TABLE registrations (
    key {KEY},
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    id {ID} NOT NULL,
    course BIGINT NOT NULL REFERENCES courses (key) ON DELETE CASCADE,
    learner_id {ID} NOT NULL,
    learner_first TEXT NOT NULL,
    learner_last TEXT NOT NULL,
    learner_email TEXT NOT NULL,
    latest_instance BIGINT NOT NULL,
    launched_version BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    first_access_at BIGINT,
    last_access_at BIGINT,
    completed_at BIGINT,
    postback_url TEXT,
    postback_auth TEXT,
    postback_login TEXT,
    postback_password {BYTES},
    postback_format TEXT,
    UNIQUE (app, id)
);
CREATE INDEX registrations_in_order ON registrations (app, key);
CREATE INDEX registrations_by_course ON registrations (course, key);
CREATE INDEX registrations_by_learner ON registrations (app, learner_id, key);

-- `version` is empty once that version was deleted; the results stay.
CREATE TABLE instances (
    key {KEY},
    registration BIGINT NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    version BIGINT REFERENCES course_versions (key) ON DELETE SET NULL,
    version_number BIGINT NOT NULL,
    complete TEXT NOT NULL,
    success TEXT NOT NULL,
    score {REAL},
    total_seconds BIGINT NOT NULL,
    row_version BIGINT NOT NULL,
    digest BIGINT NOT NULL,
    current_launch BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    snapshot_launch BIGINT,
    snapshot_entry BIGINT NOT NULL,
    snapshot {BYTES},
    report {BYTES},
    UNIQUE (registration, number)
);
CREATE INDEX instances_by_version ON instances (version);

-- `key` is the public launch id.
CREATE TABLE launches (
    key {KEY},
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    token_hash {BYTES} NOT NULL UNIQUE,
    registration BIGINT REFERENCES registrations (key) ON DELETE CASCADE,
    instance BIGINT REFERENCES instances (key) ON DELETE CASCADE,
    version BIGINT REFERENCES course_versions (key) ON DELETE SET NULL,
    mode TEXT NOT NULL,
    tracking BIGINT NOT NULL,
    redirect_url TEXT,
    css_url TEXT,
    culture TEXT,
    user_agent TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    last_seen_at BIGINT,
    ended_at BIGINT,
    closed_by_server BIGINT NOT NULL,
    next_entry BIGINT NOT NULL,
    entry_bytes BIGINT NOT NULL,
    note_count BIGINT NOT NULL,
    note_bytes BIGINT NOT NULL,
    completion TEXT NOT NULL,
    satisfaction TEXT NOT NULL,
    measure {REAL},
    tracked_centiseconds BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    state {BYTES}
);
CREATE INDEX launches_by_registration ON launches (registration, key);
CREATE INDEX launches_by_instance ON launches (instance);
CREATE INDEX launches_by_version ON launches (version);
CREATE INDEX launches_open ON launches (last_seen_at) WHERE started_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX launches_unstarted ON launches (created_at) WHERE started_at IS NULL;

-- One row per batch that was applied: entries `first` to `last`. Never changed, never dropped while the launch exists.
-- What the server adds of its own accord takes no number: its row holds an empty range, `first` beyond `last`, which is
-- the number of the entry that it follows.
CREATE TABLE journal (
    launch BIGINT NOT NULL REFERENCES launches (key) ON DELETE CASCADE,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    at BIGINT NOT NULL,
    bytes {BYTES} NOT NULL,
    PRIMARY KEY (launch, first, last)
);

-- What explains and may go: own retention.
CREATE TABLE journal_notes (
    key {KEY},
    launch BIGINT NOT NULL REFERENCES launches (key) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    bytes {BYTES} NOT NULL
);
CREATE INDEX journal_notes_by_launch ON journal_notes (launch, key);
CREATE INDEX journal_notes_by_age ON journal_notes (at);

-- Objectives that outlive a course (`scope` empty) or belong to one registration (`scope` names it).
CREATE TABLE global_objectives (
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    learner_id {ID} NOT NULL,
    scope {ID} NOT NULL,
    id {ID} NOT NULL,
    value {BYTES} NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (app, learner_id, scope, id)
);

-- Buckets of `adl.data`, with the same two scopes.
CREATE TABLE shared_data (
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    learner_id {ID} NOT NULL,
    scope {ID} NOT NULL,
    id {ID} NOT NULL,
    value {BYTES} NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (app, learner_id, scope, id)
);

-- `due_at` is when the job may start, or, while it runs, when its worker counts as dead.
CREATE TABLE jobs (
    key {KEY},
    id {ID} NOT NULL UNIQUE,
    app BIGINT REFERENCES apps (key) ON DELETE CASCADE,
    kind {ID} NOT NULL,
    dedupe_key {ID},
    payload TEXT NOT NULL,
    state {ID} NOT NULL,
    progress BIGINT NOT NULL,
    message TEXT NOT NULL,
    result TEXT,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE state IN ('created', 'running');
CREATE UNIQUE INDEX jobs_merged ON jobs (kind, dedupe_key) WHERE state = 'created' AND dedupe_key IS NOT NULL;
CREATE INDEX jobs_over ON jobs (finished_at) WHERE finished_at IS NOT NULL;

-- One row per registration that has something to send. `generation` counts the changes merged into it.
CREATE TABLE postback_outbox (
    registration BIGINT PRIMARY KEY REFERENCES registrations (key) ON DELETE CASCADE,
    generation BIGINT NOT NULL,
    state {ID} NOT NULL,
    host {ID} NOT NULL,
    attempts BIGINT NOT NULL,
    claims BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX postback_outbox_due ON postback_outbox (due_at) WHERE state IN ('pending', 'sending');

CREATE TABLE postback_attempts (
    key {KEY},
    registration BIGINT NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    host TEXT NOT NULL,
    status BIGINT,
    error TEXT,
    body TEXT NOT NULL,
    duration_ms BIGINT NOT NULL
);
CREATE INDEX postback_attempts_by_registration ON postback_attempts (registration, key);
CREATE INDEX postback_attempts_by_age ON postback_attempts (at);

-- `domain` and `name` are the path a later call names; empty until the file is here.
CREATE TABLE uploads (
    key {KEY},
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    token_hash {BYTES} NOT NULL UNIQUE,
    state {ID} NOT NULL,
    domain {ID} NOT NULL,
    name {ID},
    blob {ID},
    size_bytes BIGINT NOT NULL,
    bytes_read BIGINT NOT NULL,
    content_length BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (app, domain, name)
);
CREATE INDEX uploads_by_age ON uploads (updated_at);

-- A blob has an owner or a reservation that has not run out, or the sweeper takes it.
CREATE TABLE blobs (
    key {ID} PRIMARY KEY,
    version BIGINT REFERENCES course_versions (key) ON DELETE SET NULL,
    upload BIGINT REFERENCES uploads (key) ON DELETE SET NULL,
    reserved_until BIGINT NOT NULL
);
CREATE INDEX blobs_by_version ON blobs (version);
CREATE INDEX blobs_by_upload ON blobs (upload);
CREATE INDEX blobs_without_owner ON blobs (reserved_until) WHERE version IS NULL AND upload IS NULL;

-- Repeated slow calls (same app, method, signature) join the first one.
CREATE TABLE request_joins (
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    method {ID} NOT NULL,
    signature {ID} NOT NULL,
    job {ID},
    result TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (app, method, signature)
);
CREATE INDEX request_joins_by_age ON request_joins (created_at);
