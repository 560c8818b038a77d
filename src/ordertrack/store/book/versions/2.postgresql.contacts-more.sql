ALTER TABLE contacts ADD COLUMN message BIGINT;

ALTER TABLE contacts ADD COLUMN digest TEXT COLLATE "C";

ALTER TABLE contacts DROP CONSTRAINT contacts_outcome_known;

ALTER TABLE contacts ADD CONSTRAINT contacts_outcome_known CHECK (outcome = 'answered' OR outcome = 'no-answer'
    OR outcome = 'promised' OR outcome = 'refused' OR outcome = 'sent' OR outcome = 'received');
