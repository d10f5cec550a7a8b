-- Tags of courses, registrations and learners, in the order they were given. A learner has no row of its own, and may
-- have tags before there is a registration.

CREATE TABLE course_tags (
    key {KEY},
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    course BIGINT NOT NULL REFERENCES courses (key) ON DELETE CASCADE,
    tag {ID} NOT NULL,
    UNIQUE (course, tag)
);
CREATE INDEX course_tags_by_tag ON course_tags (app, tag, course);

CREATE TABLE registration_tags (
    key {KEY},
    registration BIGINT NOT NULL REFERENCES registrations (key) ON DELETE CASCADE,
    tag {ID} NOT NULL,
    UNIQUE (registration, tag)
);

CREATE TABLE learner_tags (
    key {KEY},
    app BIGINT NOT NULL REFERENCES apps (key) ON DELETE CASCADE,
    learner_id {ID} NOT NULL,
    tag {ID} NOT NULL,
    UNIQUE (app, learner_id, tag)
);
