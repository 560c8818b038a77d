CREATE TABLE followups (
    order_id BIGINT NOT NULL, seq BIGINT NOT NULL, position BIGINT NOT NULL, promised_on DATE NOT NULL,
    rule TEXT COLLATE "C" NOT NULL, number BIGINT NOT NULL, due_on DATE NOT NULL, raised_on DATE NOT NULL,
    revision BIGINT NOT NULL, asked_at TEXT COLLATE "C", answered_at TEXT COLLATE "C",
    PRIMARY KEY (order_id, seq),
    CONSTRAINT followups_once UNIQUE (order_id, position, promised_on, rule, number),
    CONSTRAINT followups_rule_known CHECK (rule = 'silent' OR rule = 'overdue'),
    CONSTRAINT followups_number_counts CHECK (number >= 1),
    CONSTRAINT followups_asked_at_instant CHECK (length(asked_at) = 20 AND asked_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT followups_answered_at_instant CHECK (length(answered_at) = 20
        AND answered_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE TABLE issues (
    order_id BIGINT NOT NULL, seq BIGINT NOT NULL, number BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL,
    severity TEXT COLLATE "C" NOT NULL, cause TEXT COLLATE "C" NOT NULL, opened_at TEXT COLLATE "C" NOT NULL,
    position BIGINT, cause_code TEXT COLLATE "C", remedy TEXT COLLATE "C", is_automatic BIGINT NOT NULL,
    waits TEXT COLLATE "C", resolved_at TEXT COLLATE "C", resolution TEXT COLLATE "C", reopened BIGINT NOT NULL,
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
    CONSTRAINT issues_cause_code_length CHECK (length(cause_code) <= 50),
    CONSTRAINT issues_resolution_length CHECK (length(resolution) <= 4000),
    CONSTRAINT issues_opened_at_instant CHECK (length(opened_at) = 20 AND opened_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT issues_resolved_at_instant CHECK (length(resolved_at) = 20 AND resolved_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE TABLE escalations (
    order_id BIGINT NOT NULL, seq BIGINT NOT NULL, number BIGINT NOT NULL, subject TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL, started_at TEXT COLLATE "C" NOT NULL, revision BIGINT NOT NULL, issue BIGINT,
    tellings TEXT COLLATE "C", acknowledged_at TEXT COLLATE "C", acknowledged_by TEXT COLLATE "C",
    expired BIGINT NOT NULL, ended_at TEXT COLLATE "C", ended_why TEXT COLLATE "C",
    PRIMARY KEY (order_id, seq),
    CONSTRAINT escalations_once UNIQUE (order_id, number),
    CONSTRAINT escalations_subject_known CHECK (subject = 'late' OR subject = 'issue' OR subject = 'by hand'),
    CONSTRAINT escalations_taken_up CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)),
    CONSTRAINT escalations_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL) AND ended_at >= started_at),
    CONSTRAINT escalations_reason_length CHECK (length(reason) <= 1000),
    CONSTRAINT escalations_acknowledged_by_length CHECK (length(acknowledged_by) <= 100),
    CONSTRAINT escalations_ended_why_length CHECK (length(ended_why) <= 1000),
    CONSTRAINT escalations_started_at_instant CHECK (length(started_at) = 20
        AND started_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT escalations_acknowledged_at_instant CHECK (length(acknowledged_at) = 20
        AND acknowledged_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT escalations_ended_at_instant CHECK (length(ended_at) = 20 AND ended_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE TABLE enquiries (
    order_id BIGINT NOT NULL, seq BIGINT NOT NULL, number BIGINT NOT NULL, sender TEXT COLLATE "C" NOT NULL,
    received_at TEXT COLLATE "C" NOT NULL, channel TEXT COLLATE "C" NOT NULL, answered_at TEXT COLLATE "C",
    answered_by TEXT COLLATE "C", answer TEXT COLLATE "C", answer_channel TEXT COLLATE "C",
    text TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (order_id, seq),
    CONSTRAINT enquiries_once UNIQUE (order_id, number),
    CONSTRAINT enquiries_channel_known CHECK (channel = 'email' OR channel = 'phone' OR channel = 'portal'
        OR channel = 'visit' OR channel = 'other'),
    CONSTRAINT enquiries_answer_channel_known CHECK (answer_channel = 'email' OR answer_channel = 'phone'
        OR answer_channel = 'portal' OR answer_channel = 'visit' OR answer_channel = 'other'),
    CONSTRAINT enquiries_answered CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND answered_at >= received_at),
    CONSTRAINT enquiries_sender_length CHECK (length(sender) <= 200),
    CONSTRAINT enquiries_text_length CHECK (length(text) <= 4000),
    CONSTRAINT enquiries_answered_by_length CHECK (length(answered_by) <= 100),
    CONSTRAINT enquiries_answer_length CHECK (length(answer) <= 4000),
    CONSTRAINT enquiries_received_at_instant CHECK (length(received_at) = 20
        AND received_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT enquiries_answered_at_instant CHECK (length(answered_at) = 20
        AND answered_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);

CREATE TABLE rounds (
    seq BIGINT NOT NULL, at TEXT COLLATE "C" NOT NULL, ran_on DATE NOT NULL, actor TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL, decided BIGINT NOT NULL,
    PRIMARY KEY (seq),
    CONSTRAINT rounds_at_instant CHECK (length(at) = 20 AND at LIKE '____-__-__T__:__:__Z')
);

CREATE TABLE policies (
    number BIGINT NOT NULL, from_on DATE NOT NULL, adopted_at TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL, description TEXT COLLATE "C" NOT NULL, text TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (number),
    CONSTRAINT policies_actor_length CHECK (length(actor) <= 100),
    CONSTRAINT policies_description_length CHECK (length(description) <= 1000),
    CONSTRAINT policies_text_length CHECK (length(text) <= 100000),
    CONSTRAINT policies_adopted_at_instant CHECK (length(adopted_at) = 20 AND adopted_at LIKE '____-__-__T__:__:__Z')
);

CREATE TABLE archived (
    number TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL,
    PRIMARY KEY (number)
);

CREATE TABLE stubs (
    seq BIGINT NOT NULL, told_by BIGINT NOT NULL, rest TEXT COLLATE "C",
    PRIMARY KEY (seq, told_by)
);

CREATE INDEX followups_to_make ON followups (order_id) WHERE asked_at IS NULL;

CREATE INDEX issues_open ON issues (order_id) WHERE resolved_at IS NULL;

CREATE INDEX escalations_running ON escalations (order_id) WHERE ended_at IS NULL;

CREATE INDEX enquiries_unanswered ON enquiries (order_id) WHERE answered_at IS NULL;

CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
    IF TG_TABLE_NAME = 'trail' AND TG_OP = 'UPDATE' THEN IF NEW.body IS NOT DISTINCT FROM '' AND NEW.seq IS NOT DISTINCT FROM OLD.seq
    AND NEW.prev IS NOT DISTINCT FROM OLD.prev AND NEW.hash IS NOT DISTINCT FROM OLD.hash
    AND (NEW.order_id IS NULL OR NEW.order_id IS NOT DISTINCT FROM OLD.order_id)
    AND EXISTS (SELECT 1 FROM stubs WHERE stubs.seq = OLD.seq) THEN RETURN NEW; END IF; END IF;
    RAISE EXCEPTION 'the trail is append-only';
    END $$;

CREATE TRIGGER stubs_no_change BEFORE UPDATE OR DELETE ON stubs FOR EACH ROW EXECUTE FUNCTION trail_refuse();

CREATE TRIGGER stubs_no_truncate BEFORE TRUNCATE ON stubs FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse();
