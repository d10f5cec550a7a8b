-- When it last turned out that the order of two results was not certain: the answer to a question that was asked before
-- settles nothing. Absent where there never was a doubt, or where it is older than this column.
ALTER TABLE registrations ADD COLUMN doubt_at BIGINT;
