CREATE TABLE followups (
    order_id INTEGER NOT NULL, seq INTEGER NOT NULL, position INTEGER NOT NULL, promised_on TEXT NOT NULL,
    rule TEXT NOT NULL, number INTEGER NOT NULL, due_on TEXT NOT NULL, raised_on TEXT NOT NULL,
    revision INTEGER NOT NULL, asked_at TEXT, answered_at TEXT,
    PRIMARY KEY (order_id, seq),
    CONSTRAINT followups_once UNIQUE (order_id, position, promised_on, rule, number),
    CONSTRAINT followups_rule_known CHECK (rule = 'silent' OR rule = 'overdue'),
    CONSTRAINT followups_number_counts CHECK (number >= 1),
    CONSTRAINT followups_asked_at_instant CHECK (length(asked_at) = 20 AND asked_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT followups_answered_at_instant CHECK (length(answered_at) = 20
        AND answered_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT followups_promised_on_date CHECK (promised_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    CONSTRAINT followups_due_on_date CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    CONSTRAINT followups_raised_on_date CHECK (raised_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
) WITHOUT ROWID, STRICT;

CREATE TABLE issues (
    order_id INTEGER NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL,
    severity TEXT NOT NULL, cause TEXT NOT NULL, opened_at TEXT NOT NULL, position INTEGER, cause_code TEXT,
    remedy TEXT, is_automatic INTEGER NOT NULL, waits TEXT, resolved_at TEXT, resolution TEXT,
    reopened INTEGER NOT NULL,
    PRIMARY KEY (order_id, seq),
    CONSTRAINT issues_once UNIQUE (order_id, number),
    CONSTRAINT issues_kind_known CHECK (kind = 'delay' OR kind = 'short' OR kind = 'over' OR kind = 'damaged'
        OR kind = 'wrong-goods' OR kind = 'quality' OR kind = 'documents' OR kind = 'price' OR kind = 'other'),
    CONSTRAINT issues_severity_known CHECK (severity = 'low' OR severity = 'medium' OR severity = 'high'
        OR severity = 'critical'),
    CONSTRAINT issues_remedy_known CHECK (remedy = 'replace' OR remedy = 'credit' OR remedy = 'repair'
        OR remedy = 'accept' OR remedy = 'refund'),
    CONSTRAINT issues_resolved CHECK ((resolved_at IS NULL) = (resolution IS NULL) AND resolved_at >= opened_at),
    CONSTRAINT issues_flags CHECK (is_automatic IN (0, 1) AND reopened >= 0),
    CONSTRAINT issues_cause_length CHECK (length(cause) <= 1000),
    CONSTRAINT issues_cause_nul CHECK (instr(cause, char(0)) = 0),
    CONSTRAINT issues_cause_code_length CHECK (length(cause_code) <= 50),
    CONSTRAINT issues_cause_code_nul CHECK (instr(cause_code, char(0)) = 0),
    CONSTRAINT issues_resolution_length CHECK (length(resolution) <= 4000),
    CONSTRAINT issues_resolution_nul CHECK (instr(resolution, char(0)) = 0),
    CONSTRAINT issues_opened_at_instant CHECK (length(opened_at) = 20 AND opened_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT issues_resolved_at_instant CHECK (length(resolved_at) = 20 AND resolved_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
) WITHOUT ROWID, STRICT;

CREATE TABLE escalations (
    order_id INTEGER NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL, subject TEXT NOT NULL,
    reason TEXT NOT NULL, started_at TEXT NOT NULL, revision INTEGER NOT NULL, issue INTEGER, tellings TEXT,
    acknowledged_at TEXT, acknowledged_by TEXT, expired INTEGER NOT NULL, ended_at TEXT, ended_why TEXT,
    PRIMARY KEY (order_id, seq),
    CONSTRAINT escalations_once UNIQUE (order_id, number),
    CONSTRAINT escalations_subject_known CHECK (subject = 'late' OR subject = 'issue' OR subject = 'by hand'),
    CONSTRAINT escalations_taken_up CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)),
    CONSTRAINT escalations_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL) AND ended_at >= started_at),
    CONSTRAINT escalations_reason_length CHECK (length(reason) <= 1000),
    CONSTRAINT escalations_reason_nul CHECK (instr(reason, char(0)) = 0),
    CONSTRAINT escalations_acknowledged_by_length CHECK (length(acknowledged_by) <= 100),
    CONSTRAINT escalations_acknowledged_by_nul CHECK (instr(acknowledged_by, char(0)) = 0),
    CONSTRAINT escalations_ended_why_length CHECK (length(ended_why) <= 1000),
    CONSTRAINT escalations_ended_why_nul CHECK (instr(ended_why, char(0)) = 0),
    CONSTRAINT escalations_started_at_instant CHECK (length(started_at) = 20
        AND started_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT escalations_acknowledged_at_instant CHECK (length(acknowledged_at) = 20
        AND acknowledged_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT escalations_ended_at_instant CHECK (length(ended_at) = 20 AND ended_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
) WITHOUT ROWID, STRICT;

CREATE TABLE enquiries (
    order_id INTEGER NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL, sender TEXT NOT NULL,
    received_at TEXT NOT NULL, channel TEXT NOT NULL, answered_at TEXT, answered_by TEXT, answer TEXT,
    answer_channel TEXT, text TEXT NOT NULL,
    PRIMARY KEY (order_id, seq),
    CONSTRAINT enquiries_once UNIQUE (order_id, number),
    CONSTRAINT enquiries_channel_known CHECK (channel = 'email' OR channel = 'phone' OR channel = 'portal'
        OR channel = 'visit' OR channel = 'other'),
    CONSTRAINT enquiries_answer_channel_known CHECK (answer_channel = 'email' OR answer_channel = 'phone'
        OR answer_channel = 'portal' OR answer_channel = 'visit' OR answer_channel = 'other'),
    CONSTRAINT enquiries_answered CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND answered_at >= received_at),
    CONSTRAINT enquiries_sender_length CHECK (length(sender) <= 200),
    CONSTRAINT enquiries_sender_nul CHECK (instr(sender, char(0)) = 0),
    CONSTRAINT enquiries_text_length CHECK (length(text) <= 4000),
    CONSTRAINT enquiries_text_nul CHECK (instr(text, char(0)) = 0),
    CONSTRAINT enquiries_answered_by_length CHECK (length(answered_by) <= 100),
    CONSTRAINT enquiries_answered_by_nul CHECK (instr(answered_by, char(0)) = 0),
    CONSTRAINT enquiries_answer_length CHECK (length(answer) <= 4000),
    CONSTRAINT enquiries_answer_nul CHECK (instr(answer, char(0)) = 0),
    CONSTRAINT enquiries_received_at_instant CHECK (length(received_at) = 20
        AND received_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT enquiries_answered_at_instant CHECK (length(answered_at) = 20
        AND answered_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
) WITHOUT ROWID, STRICT;

CREATE TABLE rounds (
    seq INTEGER NOT NULL, at TEXT NOT NULL, ran_on TEXT NOT NULL, actor TEXT NOT NULL, revision INTEGER NOT NULL,
    decided INTEGER NOT NULL,
    PRIMARY KEY (seq),
    CONSTRAINT rounds_at_instant CHECK (length(at) = 20 AND at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT rounds_ran_on_date CHECK (ran_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]')
) STRICT;

CREATE TABLE policies (
    number INTEGER NOT NULL, from_on TEXT NOT NULL, adopted_at TEXT NOT NULL, actor TEXT NOT NULL,
    description TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (number),
    CONSTRAINT policies_actor_length CHECK (length(actor) <= 100),
    CONSTRAINT policies_actor_nul CHECK (instr(actor, char(0)) = 0),
    CONSTRAINT policies_description_length CHECK (length(description) <= 1000),
    CONSTRAINT policies_description_nul CHECK (instr(description, char(0)) = 0),
    CONSTRAINT policies_text_length CHECK (length(text) <= 100000),
    CONSTRAINT policies_text_nul CHECK (instr(text, char(0)) = 0),
    CONSTRAINT policies_adopted_at_instant CHECK (length(adopted_at) = 20 AND adopted_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT policies_from_on_date CHECK (from_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]')
) STRICT;

CREATE TABLE archived (
    number TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (number)
) WITHOUT ROWID, STRICT;

CREATE TABLE stubs (
    seq INTEGER NOT NULL, told_by INTEGER NOT NULL, rest TEXT,
    PRIMARY KEY (seq, told_by)
) WITHOUT ROWID, STRICT;

CREATE INDEX followups_to_make ON followups (order_id) WHERE asked_at IS NULL;

CREATE INDEX issues_open ON issues (order_id) WHERE resolved_at IS NULL;

CREATE INDEX escalations_running ON escalations (order_id) WHERE ended_at IS NULL;

CREATE INDEX enquiries_unanswered ON enquiries (order_id) WHERE answered_at IS NULL;

DROP TRIGGER trail_no_update;

CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail WHEN NOT (
    NEW.body IS '' AND NEW.seq IS OLD.seq
    AND NEW.prev IS OLD.prev AND NEW.hash IS OLD.hash
    AND (NEW.order_id IS NULL OR NEW.order_id IS OLD.order_id)
    AND EXISTS (SELECT 1 FROM stubs WHERE stubs.seq = OLD.seq))
    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

CREATE TRIGGER stubs_no_update BEFORE UPDATE ON stubs
    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;

CREATE TRIGGER stubs_no_delete BEFORE DELETE ON stubs
    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
