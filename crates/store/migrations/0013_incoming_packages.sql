-- Packages that come in through the console, part by part: a broken connection costs one part at most.

-- `file_mark` tells the file from others of its name, as the browser knows it. `claim` grows with every request that goes
-- on with the package, so that an older one finds out that it was overtaken. `job` is its import, once all of it came.
CREATE TABLE incoming_packages (
    key {KEY},
    id {ID} NOT NULL UNIQUE,
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    owner BIGINT NOT NULL REFERENCES console_users (key) ON DELETE CASCADE,
    course {ID} NOT NULL,
    is_new BIGINT NOT NULL,
    file_name TEXT NOT NULL,
    file_mark TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    received_bytes BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    claim BIGINT NOT NULL,
    job {ID},
    created_at BIGINT NOT NULL
);
CREATE INDEX incoming_packages_by_owner ON incoming_packages (app, owner, key);
CREATE INDEX incoming_packages_by_age ON incoming_packages (created_at);

CREATE TABLE incoming_parts (
    package BIGINT NOT NULL REFERENCES incoming_packages (key) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    blob {ID} NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (package, number)
);
