-- Journals and audit events have a retention: what is past it is found by an index.

-- When the journal of a launch was removed; the launch and its results stay.
ALTER TABLE launches ADD COLUMN journal_dropped_at BIGINT;
CREATE INDEX launches_with_journal ON launches (ended_at, key)
    WHERE ended_at IS NOT NULL AND (journal_dropped_at IS NULL OR journal_dropped_at < ended_at);

CREATE INDEX audit_events_by_age ON audit_events (at);
