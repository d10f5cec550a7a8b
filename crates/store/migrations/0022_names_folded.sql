-- Rows that the program rewrites once, since no statement can on both engines: some at a time, after the tables are made.
-- `after` is the key up to which it is done; a row goes with the work.
CREATE TABLE rewrites (
    name {ID} PRIMARY KEY,
    after BIGINT NOT NULL
);

-- Names from before there was a search: SQLite knows small letters only of ASCII, PostgreSQL those of its locale.
INSERT INTO rewrites (name, after) VALUES ('learner_names', 0);
