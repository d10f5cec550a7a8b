-- Which address and credentials the cloud was given for the postbacks of a registration, as a digest; absent where that
-- is not known. When the configuration changes they are given anew.
ALTER TABLE registrations ADD COLUMN posts_to {ID};
CREATE INDEX registrations_posts_to ON registrations (posts_to);
