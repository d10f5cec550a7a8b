-- Backups that run at this moment: while one does, no blob is removed from storage, since the database that was copied
-- first may still name it. A backup prolongs its row; one that died is over when its time is.
CREATE TABLE backup_holds (
    id {ID} PRIMARY KEY,
    until BIGINT NOT NULL
);
