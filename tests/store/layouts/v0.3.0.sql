PRAGMA application_id=1330926129;
PRAGMA user_version=2;
BEGIN TRANSACTION;
CREATE TABLE archived (
number TEXT NOT NULL,
seq INTEGER NOT NULL,
PRIMARY KEY (number)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "archived" VALUES('A-7',119);
INSERT INTO "archived" VALUES('E-1',119);
CREATE TABLE book (
"key" TEXT NOT NULL,
value TEXT NOT NULL,
PRIMARY KEY ("key")
)
STRICT
;
INSERT INTO "book" VALUES('created_at','2026-02-02T09:30:00Z');
INSERT INTO "book" VALUES('journal','truncate');
INSERT INTO "book" VALUES('zone','Europe/Berlin');
CREATE TABLE "contacts" (
    order_id INTEGER NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, made_on TEXT NOT NULL, channel TEXT NOT NULL,
    side TEXT NOT NULL, actor TEXT NOT NULL, outcome TEXT NOT NULL, note TEXT, ask_again_on TEXT, message INTEGER,
    digest TEXT,
    PRIMARY KEY (order_id, seq),
    CONSTRAINT contacts_channel_known CHECK (channel = 'email' OR channel = 'phone' OR channel = 'portal'
        OR channel = 'visit' OR channel = 'other'),
    CONSTRAINT contacts_side_known CHECK (side = 'supplier' OR side = 'customer'),
    CONSTRAINT contacts_outcome_known CHECK (outcome = 'answered' OR outcome = 'no-answer' OR outcome = 'promised'
        OR outcome = 'refused' OR outcome = 'sent' OR outcome = 'received'),
    CONSTRAINT contacts_actor_length CHECK (length(actor) <= 100),
    CONSTRAINT contacts_actor_nul CHECK (instr(actor, char(0)) = 0),
    CONSTRAINT contacts_note_length CHECK (length(note) <= 4000),
    CONSTRAINT contacts_note_nul CHECK (instr(note, char(0)) = 0),
    CONSTRAINT contacts_at_instant CHECK (length(at) = 20 AND at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT contacts_made_on_date CHECK (made_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    CONSTRAINT contacts_ask_again_on_date CHECK (ask_again_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
) WITHOUT ROWID, STRICT;
INSERT INTO "contacts" VALUES(2,1,'2026-03-02T10:05:00Z','2026-03-02','phone','supplier','Zoë','promised','ships on Friday;
the rest "soon"',NULL,NULL,NULL);
INSERT INTO "contacts" VALUES(3,1,'2026-03-02T10:10:00Z','2026-03-02','phone','supplier','Zoë','no-answer','left a message','2026-03-04',NULL,NULL);
INSERT INTO "contacts" VALUES(3,2,'2026-02-27T15:40:00Z','2026-02-27','email','customer','Zoë','answered','told them of the strike',NULL,NULL,NULL);
INSERT INTO "contacts" VALUES(3,3,'2026-03-20T08:00:00Z','2026-03-20','email','supplier','anna','answered','Order A-3',NULL,1,'234fd98bfa999a20ec5bf63f05cfbf64580137280e2c591e759dc49302539c52');
INSERT INTO "contacts" VALUES(4,1,'2026-03-02T10:20:00Z','2026-03-02','portal','supplier','Zoë','answered','asked for a date',NULL,NULL,NULL);
CREATE TABLE enquiries (
order_id INTEGER NOT NULL,
seq INTEGER NOT NULL,
number INTEGER NOT NULL,
sender TEXT NOT NULL,
received_at TEXT NOT NULL,
channel TEXT NOT NULL,
answered_at TEXT,
answered_by TEXT,
answer TEXT,
answer_channel TEXT,
text TEXT NOT NULL,
PRIMARY KEY (order_id, seq),
CONSTRAINT enquiries_once UNIQUE (order_id, number),
CONSTRAINT enquiries_channel_known CHECK (channel = 'email' OR channel = 'phone' OR channel = 'portal' OR channel = 'visit' OR channel = 'other'),
CONSTRAINT enquiries_answer_channel_known CHECK (answer_channel = 'email' OR answer_channel = 'phone' OR answer_channel = 'portal' OR answer_channel = 'visit' OR answer_channel = 'other'),
CONSTRAINT enquiries_answered CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND answered_at >= received_at),
CONSTRAINT enquiries_sender_length CHECK (length(sender) <= 200),
CONSTRAINT enquiries_sender_nul CHECK (instr(sender, char(0)) = 0),
CONSTRAINT enquiries_text_length CHECK (length(text) <= 4000),
CONSTRAINT enquiries_text_nul CHECK (instr(text, char(0)) = 0),
CONSTRAINT enquiries_answered_by_length CHECK (length(answered_by) <= 100),
CONSTRAINT enquiries_answered_by_nul CHECK (instr(answered_by, char(0)) = 0),
CONSTRAINT enquiries_answer_length CHECK (length(answer) <= 4000),
CONSTRAINT enquiries_answer_nul CHECK (instr(answer, char(0)) = 0),
CONSTRAINT enquiries_received_at_instant CHECK (length(received_at) = 20 AND received_at LIKE '____-__-__T__:__:__Z'),
CONSTRAINT enquiries_answered_at_instant CHECK (length(answered_at) = 20 AND answered_at LIKE '____-__-__T__:__:__Z'),
FOREIGN KEY(order_id) REFERENCES orders (id)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "enquiries" VALUES(3,1,1,'Ms Weber','2026-03-03T11:40:00Z','email','2026-03-03T12:40:00Z','Zoë','On the 2nd of April','phone','Wann kommt der Rest?
Über Ostern?');
INSERT INTO "enquiries" VALUES(3,2,2,'Ms Weber','2026-03-03T12:45:00Z','phone',NULL,NULL,NULL,NULL,'And the nuts?');
CREATE TABLE escalations (
order_id INTEGER NOT NULL,
seq INTEGER NOT NULL,
number INTEGER NOT NULL,
subject TEXT NOT NULL,
reason TEXT NOT NULL,
started_at TEXT NOT NULL,
revision INTEGER NOT NULL,
issue INTEGER,
tellings TEXT,
acknowledged_at TEXT,
acknowledged_by TEXT,
expired INTEGER NOT NULL,
ended_at TEXT,
ended_why TEXT,
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
CONSTRAINT escalations_started_at_instant CHECK (length(started_at) = 20 AND started_at LIKE '____-__-__T__:__:__Z'),
CONSTRAINT escalations_acknowledged_at_instant CHECK (length(acknowledged_at) = 20 AND acknowledged_at LIKE '____-__-__T__:__:__Z'),
CONSTRAINT escalations_ended_at_instant CHECK (length(ended_at) = 20 AND ended_at LIKE '____-__-__T__:__:__Z'),
FOREIGN KEY(order_id) REFERENCES orders (id)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "escalations" VALUES(3,1,1,'late','2 follow-ups unanswered','2026-03-09T10:00:00Z',2,NULL,'[{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"2 follow-ups unanswered"},{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"10bd after the promise of 2026-03-04"}]',NULL,NULL,0,NULL,NULL);
INSERT INTO "escalations" VALUES(4,1,1,'late','10bd after the promise of 2026-03-05','2026-03-20T09:30:00Z',2,NULL,'[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":1,"why":"level 3 is due as well"},{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"10bd after the promise of 2026-03-05"}]',NULL,NULL,0,NULL,NULL);
INSERT INTO "escalations" VALUES(5,1,1,'issue','damaged of severity high, open for 3bd','2026-03-09T10:00:00Z',2,2,'[{"at":"2026-03-09T10:00:00Z","ending":"skipped","level":1,"why":"level 2 is due as well"},{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":2,"to":["manager"],"why":"damaged of severity high, open for 3bd"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"not taken up by 2026-03-10 11:00"}]',NULL,NULL,0,NULL,NULL);
INSERT INTO "escalations" VALUES(5,2,2,'late','10bd after the promise of 2026-03-06','2026-03-20T09:30:00Z',2,NULL,'[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":1,"why":"level 3 is due as well"},{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"10bd after the promise of 2026-03-06"}]',NULL,NULL,0,NULL,NULL);
INSERT INTO "escalations" VALUES(8,1,1,'late','2 follow-ups unanswered','2026-03-09T10:00:00Z',2,NULL,'[{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"2 follow-ups unanswered"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":2,"to":["manager"],"why":"5bd after the promise of 2026-03-09"}]',NULL,NULL,0,NULL,NULL);
INSERT INTO "escalations" VALUES(10,1,1,'by hand','the plant has burnt down','2026-03-04T09:00:00Z',1,NULL,'[{"acknowledge_by":"2026-03-05T09:00:00Z","at":"2026-03-04T09:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"the plant has burnt down"},{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":2,"to":["manager"],"why":"no progress after it was taken up"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"not taken up by 2026-03-10 11:00"}]',NULL,NULL,1,NULL,NULL);
INSERT INTO "escalations" VALUES(10,2,2,'late','2bd before the promise of 2026-03-11, 1 follow-ups unanswered','2026-03-09T10:00:00Z',2,NULL,'[{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"2bd before the promise of 2026-03-11, 1 follow-ups unanswered"},{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"5bd after the promise of 2026-03-11"}]',NULL,NULL,0,NULL,NULL);
INSERT INTO "escalations" VALUES(11,1,1,'by hand','no date holds','2026-03-04T10:00:00Z',1,NULL,'[{"acknowledge_by":"2026-03-05T10:00:00Z","at":"2026-03-04T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"no date holds"}]',NULL,NULL,0,'2026-03-04T10:30:00Z','ships from stock');
INSERT INTO "escalations" VALUES(12,1,1,'late','5bd after the promise of 2026-03-13','2026-03-20T09:30:00Z',2,NULL,'[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":1,"why":"level 2 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":2,"to":["manager"],"why":"5bd after the promise of 2026-03-13"}]',NULL,NULL,0,NULL,NULL);
CREATE TABLE followups (
order_id INTEGER NOT NULL,
seq INTEGER NOT NULL,
position INTEGER NOT NULL,
promised_on TEXT NOT NULL,
rule TEXT NOT NULL,
number INTEGER NOT NULL,
due_on TEXT NOT NULL,
raised_on TEXT NOT NULL,
revision INTEGER NOT NULL,
asked_at TEXT,
answered_at TEXT,
PRIMARY KEY (order_id, seq),
CONSTRAINT followups_once UNIQUE (order_id, position, promised_on, rule, number),
CONSTRAINT followups_rule_known CHECK (rule = 'silent' OR rule = 'overdue'),
CONSTRAINT followups_number_counts CHECK (number >= 1),
CONSTRAINT followups_asked_at_instant CHECK (length(asked_at) = 20 AND asked_at LIKE '____-__-__T__:__:__Z'),
CONSTRAINT followups_answered_at_instant CHECK (length(answered_at) = 20 AND answered_at LIKE '____-__-__T__:__:__Z'),
CONSTRAINT followups_promised_on_date CHECK (promised_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
CONSTRAINT followups_due_on_date CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
CONSTRAINT followups_raised_on_date CHECK (raised_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
FOREIGN KEY(order_id) REFERENCES orders (id)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "followups" VALUES(1,1,1,'2026-03-20','silent',1,'2026-03-13','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(1,2,2,'2026-03-20','silent',1,'2026-03-13','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(2,1,1,'2026-03-03','silent',1,'2026-02-24','2026-03-02',1,'2026-03-02T10:05:00Z','2026-03-02T10:05:00Z');
INSERT INTO "followups" VALUES(2,2,2,'2026-03-03','silent',1,'2026-02-24','2026-03-02',1,'2026-03-02T10:05:00Z','2026-03-02T10:05:00Z');
INSERT INTO "followups" VALUES(2,3,1,'2026-03-27','silent',1,'2026-03-20','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(2,4,2,'2026-03-27','silent',1,'2026-03-20','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(3,1,1,'2026-03-04','silent',1,'2026-02-27','2026-03-02',1,'2026-03-02T10:10:00Z','2026-03-20T08:00:00Z');
INSERT INTO "followups" VALUES(3,2,2,'2026-03-04','silent',1,'2026-02-27','2026-03-02',1,'2026-03-02T10:10:00Z','2026-03-20T08:00:00Z');
INSERT INTO "followups" VALUES(3,3,1,'2026-03-04','overdue',1,'2026-03-05','2026-03-09',2,'2026-03-20T08:00:00Z','2026-03-20T08:00:00Z');
INSERT INTO "followups" VALUES(3,4,2,'2026-03-04','overdue',1,'2026-03-05','2026-03-09',2,'2026-03-20T08:00:00Z','2026-03-20T08:00:00Z');
INSERT INTO "followups" VALUES(3,5,1,'2026-03-04','overdue',2,'2026-03-11','2026-03-20',2,'2026-03-20T08:00:00Z','2026-03-20T08:00:00Z');
INSERT INTO "followups" VALUES(3,6,2,'2026-03-04','overdue',2,'2026-03-11','2026-03-20',2,'2026-03-20T08:00:00Z','2026-03-20T08:00:00Z');
INSERT INTO "followups" VALUES(4,1,1,'2026-03-05','silent',1,'2026-02-27','2026-03-02',1,'2026-03-02T10:20:00Z','2026-03-02T10:20:00Z');
INSERT INTO "followups" VALUES(4,2,2,'2026-03-05','silent',1,'2026-02-27','2026-03-02',1,'2026-03-02T10:20:00Z','2026-03-02T10:20:00Z');
INSERT INTO "followups" VALUES(4,3,1,'2026-03-05','overdue',1,'2026-03-06','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(4,4,2,'2026-03-05','overdue',1,'2026-03-06','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(4,5,1,'2026-03-05','overdue',2,'2026-03-11','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(4,6,2,'2026-03-05','overdue',2,'2026-03-11','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(5,1,1,'2026-03-06','overdue',1,'2026-03-09','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(5,2,1,'2026-03-06','overdue',2,'2026-03-11','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(8,1,1,'2026-03-09','silent',1,'2026-03-02','2026-03-02',1,NULL,NULL);
INSERT INTO "followups" VALUES(8,2,2,'2026-03-09','silent',1,'2026-03-02','2026-03-02',1,NULL,NULL);
INSERT INTO "followups" VALUES(8,3,1,'2026-03-09','silent',2,'2026-03-09','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(8,4,2,'2026-03-09','silent',2,'2026-03-09','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(8,5,1,'2026-03-09','overdue',1,'2026-03-10','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(8,6,2,'2026-03-09','overdue',1,'2026-03-10','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(10,1,1,'2026-03-11','silent',1,'2026-03-04','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(10,2,2,'2026-03-11','silent',1,'2026-03-04','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(10,3,1,'2026-03-11','overdue',1,'2026-03-12','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(10,4,2,'2026-03-11','overdue',1,'2026-03-12','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(12,1,1,'2026-03-13','silent',1,'2026-03-06','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(12,2,2,'2026-03-13','silent',1,'2026-03-06','2026-03-09',2,NULL,NULL);
INSERT INTO "followups" VALUES(12,3,1,'2026-03-13','overdue',1,'2026-03-16','2026-03-20',2,NULL,NULL);
INSERT INTO "followups" VALUES(12,4,2,'2026-03-13','overdue',1,'2026-03-16','2026-03-20',2,NULL,NULL);
CREATE TABLE issues (
order_id INTEGER NOT NULL,
seq INTEGER NOT NULL,
number INTEGER NOT NULL,
kind TEXT NOT NULL,
severity TEXT NOT NULL,
cause TEXT NOT NULL,
opened_at TEXT NOT NULL,
position INTEGER,
cause_code TEXT,
remedy TEXT,
is_automatic INTEGER NOT NULL,
waits TEXT,
resolved_at TEXT,
resolution TEXT,
reopened INTEGER NOT NULL,
PRIMARY KEY (order_id, seq),
CONSTRAINT issues_once UNIQUE (order_id, number),
CONSTRAINT issues_kind_known CHECK (kind = 'delay' OR kind = 'short' OR kind = 'over' OR kind = 'damaged' OR kind = 'wrong-goods' OR kind = 'quality' OR kind = 'documents' OR kind = 'price' OR kind = 'other'),
CONSTRAINT issues_severity_known CHECK (severity = 'low' OR severity = 'medium' OR severity = 'high' OR severity = 'critical'),
CONSTRAINT issues_remedy_known CHECK (remedy = 'replace' OR remedy = 'credit' OR remedy = 'repair' OR remedy = 'accept' OR remedy = 'refund'),
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
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "issues" VALUES(3,1,1,'delay','medium','strike at the port','2026-02-20T09:30:00Z',NULL,NULL,NULL,1,NULL,NULL,NULL,0);
INSERT INTO "issues" VALUES(4,1,1,'price','medium','invoiced at the old price','2026-03-03T11:20:00Z',NULL,NULL,'credit',0,NULL,NULL,NULL,1);
INSERT INTO "issues" VALUES(5,1,1,'quality','medium','rust','2026-02-24T09:30:00Z',1,NULL,NULL,1,NULL,NULL,NULL,0);
INSERT INTO "issues" VALUES(5,2,2,'damaged','high','two cartons crushed','2026-03-02T11:00:00Z',1,NULL,'replace',0,'[{"side":"customer","since":"2026-03-02T11:10:00Z","until":"2026-03-03T11:10:00Z"}]',NULL,NULL,0);
CREATE TABLE lines (
order_id INTEGER NOT NULL,
position INTEGER NOT NULL,
ref TEXT,
sku TEXT,
description TEXT,
quantity INTEGER NOT NULL,
unit TEXT,
unit_price INTEGER,
requested_on TEXT,
first_promised_on TEXT NOT NULL,
promised_on TEXT NOT NULL,
expected_on TEXT,
shipped_on TEXT,
delivered_on TEXT,
cancelled_on TEXT,
shipped_quantity INTEGER NOT NULL,
delivered_quantity INTEGER NOT NULL,
cancelled_quantity INTEGER NOT NULL,
open_quantity INTEGER NOT NULL,
PRIMARY KEY (order_id, position),
CONSTRAINT lines_position_counts CHECK (position >= 1),
CONSTRAINT lines_ordered CHECK (quantity > 0),
CONSTRAINT lines_amounts CHECK (shipped_quantity >= 0 AND delivered_quantity >= 0 AND open_quantity >= 0),
CONSTRAINT lines_cancelled CHECK (cancelled_quantity BETWEEN 0 AND quantity),
CONSTRAINT lines_complete CHECK (delivered_on IS NULL OR (open_quantity = 0 AND delivered_quantity > 0)),
CONSTRAINT lines_ref_length CHECK (length(ref) <= 100),
CONSTRAINT lines_ref_nul CHECK (instr(ref, char(0)) = 0),
CONSTRAINT lines_sku_length CHECK (length(sku) <= 100),
CONSTRAINT lines_sku_nul CHECK (instr(sku, char(0)) = 0),
CONSTRAINT lines_description_length CHECK (length(description) <= 1000),
CONSTRAINT lines_description_nul CHECK (instr(description, char(0)) = 0),
CONSTRAINT lines_unit_length CHECK (length(unit) <= 20),
CONSTRAINT lines_unit_nul CHECK (instr(unit, char(0)) = 0),
CONSTRAINT lines_promised_on_date CHECK (promised_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
CONSTRAINT lines_first_promised_on_date CHECK (first_promised_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
CONSTRAINT lines_requested_on_date CHECK (requested_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
CONSTRAINT lines_delivered_on_date CHECK (delivered_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
FOREIGN KEY(order_id) REFERENCES orders (id)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "lines" VALUES(1,1,NULL,'BOLT-8','bolts, 8 mm',100000,'box',125000,'2026-03-15','2026-03-20','2026-03-20',NULL,NULL,NULL,NULL,0,0,0,100000);
INSERT INTO "lines" VALUES(1,2,NULL,'NUT-8','nuts',40000,NULL,NULL,'2026-03-15','2026-03-20','2026-03-20',NULL,NULL,NULL,NULL,0,0,0,40000);
INSERT INTO "lines" VALUES(2,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-03','2026-03-27',NULL,NULL,NULL,NULL,0,0,0,100000);
INSERT INTO "lines" VALUES(2,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-03','2026-03-27',NULL,NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(3,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-04','2026-03-04','2026-04-02',NULL,NULL,NULL,0,0,0,100000);
INSERT INTO "lines" VALUES(3,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-04','2026-03-04','2026-04-02',NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(4,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-05','2026-03-05',NULL,'2026-02-20',NULL,NULL,40000,0,0,100000);
INSERT INTO "lines" VALUES(4,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-05','2026-03-05',NULL,NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(5,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-06','2026-03-06',NULL,'2026-02-21',NULL,NULL,100000,80000,0,20000);
INSERT INTO "lines" VALUES(5,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-06','2026-03-06',NULL,'2026-02-21','2026-02-24',NULL,25000,25000,0,0);
INSERT INTO "lines" VALUES(6,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-07','2026-03-07',NULL,'2026-02-21','2026-02-25',NULL,100000,100000,0,0);
INSERT INTO "lines" VALUES(6,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-07','2026-03-07',NULL,'2026-02-21','2026-02-25',NULL,25000,25000,0,0);
INSERT INTO "lines" VALUES(8,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-09','2026-03-09',NULL,'2026-02-21',NULL,NULL,100000,0,0,100000);
INSERT INTO "lines" VALUES(8,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-09','2026-03-09',NULL,'2026-02-21',NULL,NULL,25000,0,0,25000);
INSERT INTO "lines" VALUES(9,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-10','2026-03-10',NULL,NULL,NULL,'2026-02-26',0,0,100000,0);
INSERT INTO "lines" VALUES(9,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-10','2026-03-10',NULL,NULL,NULL,'2026-02-26',0,0,25000,0);
INSERT INTO "lines" VALUES(10,1,NULL,'BOLT-8',NULL,120000,NULL,NULL,NULL,'2026-03-11','2026-03-11',NULL,NULL,NULL,NULL,0,0,0,120000);
INSERT INTO "lines" VALUES(10,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-11','2026-03-11',NULL,NULL,NULL,'2026-02-26',0,0,10000,15000);
INSERT INTO "lines" VALUES(11,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-12','2026-04-10',NULL,NULL,NULL,NULL,0,0,0,100000);
INSERT INTO "lines" VALUES(11,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-12','2026-04-10',NULL,NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(12,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-13','2026-03-13',NULL,NULL,NULL,NULL,0,0,0,100000);
INSERT INTO "lines" VALUES(12,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-13','2026-03-13',NULL,NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(13,1,NULL,NULL,NULL,10000,NULL,NULL,NULL,'2025-06-01','2025-06-01',NULL,NULL,'2025-06-03',NULL,10000,10000,0,0);
CREATE TABLE message_orders (
    order_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    PRIMARY KEY (order_id, message_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(message_id) REFERENCES messages (id)
) WITHOUT ROWID, STRICT;
INSERT INTO "message_orders" VALUES(3,1);
CREATE TABLE messages (
    id INTEGER NOT NULL, direction TEXT NOT NULL, digest TEXT NOT NULL, message_id TEXT, nature TEXT NOT NULL,
    state TEXT NOT NULL, matched_by TEXT, notice_id INTEGER, party_id INTEGER, side TEXT, sender TEXT, sender_name TEXT,
    subject TEXT NOT NULL, at TEXT NOT NULL, kept_at TEXT NOT NULL, attachments TEXT NOT NULL, reason TEXT,
    rest TEXT NOT NULL, text TEXT NOT NULL, raw BLOB NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT messages_direction_known CHECK (direction = 'in' OR direction = 'out'),
    CONSTRAINT messages_nature_known CHECK (nature = 'letter' OR nature = 'automatic reply'
        OR nature = 'delivery report' OR nature = 'complaint'),
    CONSTRAINT messages_state_known CHECK (state = 'unmatched' OR state = 'waiting' OR state = 'done'),
    CONSTRAINT messages_matched_by_known CHECK (matched_by = 'thread' OR matched_by = 'token' OR matched_by = 'number'
        OR matched_by = 'hand'),
    CONSTRAINT messages_side_known CHECK (side = 'supplier' OR side = 'customer'),
    CONSTRAINT messages_digest_is_one CHECK (length(digest) = 64),
    CONSTRAINT messages_sender_name_length CHECK (length(sender_name) <= 200),
    CONSTRAINT messages_sender_name_nul CHECK (instr(sender_name, char(0)) = 0),
    CONSTRAINT messages_subject_length CHECK (length(subject) <= 1000),
    CONSTRAINT messages_subject_nul CHECK (instr(subject, char(0)) = 0),
    CONSTRAINT messages_text_length CHECK (length(text) <= 100000),
    CONSTRAINT messages_text_nul CHECK (instr(text, char(0)) = 0),
    CONSTRAINT messages_at_instant CHECK (length(at) = 20 AND at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT messages_kept_at_instant CHECK (length(kept_at) = 20 AND kept_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(notice_id) REFERENCES notices (id),
    FOREIGN KEY(party_id) REFERENCES parties (id)
) STRICT;
INSERT INTO "messages" VALUES(1,'in','234fd98bfa999a20ec5bf63f05cfbf64580137280e2c591e759dc49302539c52','<1@example.com>','letter','waiting','number',NULL,2,'supplier','orders@example.com','Kestrel','Order A-3','2026-03-20T08:00:00Z','2026-03-20T09:30:00Z','[]',NULL,'','A-3 ships on Friday, the rest soon.',X'46726F6D3A204B65737472656C203C6F7264657273406578616D706C652E636F6D3E0A546F3A206465736B406578616D706C652E6F72670A5375626A6563743A204F7264657220412D330A446174653A204672692C203230204D617220323032362030383A30303A3030202B303030300A4D6573736167652D49443A203C31406578616D706C652E636F6D3E0A4D494D452D56657273696F6E3A20312E300A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380A0A412D33207368697073206F6E204672696461792C20746865207265737420736F6F6E2E0A');
CREATE TABLE notice_orders (
    order_id INTEGER NOT NULL, notice_id INTEGER NOT NULL,
    PRIMARY KEY (order_id, notice_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(notice_id) REFERENCES notices (id)
) WITHOUT ROWID, STRICT;
INSERT INTO "notice_orders" VALUES(1,1);
INSERT INTO "notice_orders" VALUES(2,1);
INSERT INTO "notice_orders" VALUES(3,2);
INSERT INTO "notice_orders" VALUES(4,2);
INSERT INTO "notice_orders" VALUES(5,2);
INSERT INTO "notice_orders" VALUES(8,2);
INSERT INTO "notice_orders" VALUES(10,2);
INSERT INTO "notice_orders" VALUES(12,2);
INSERT INTO "notice_orders" VALUES(10,3);
INSERT INTO "notice_orders" VALUES(10,4);
INSERT INTO "notice_orders" VALUES(12,5);
INSERT INTO "notice_orders" VALUES(3,6);
INSERT INTO "notice_orders" VALUES(4,7);
INSERT INTO "notice_orders" VALUES(5,8);
INSERT INTO "notice_orders" VALUES(5,9);
INSERT INTO "notice_orders" VALUES(8,10);
CREATE TABLE notices (
    id INTEGER NOT NULL, "key" TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, channel TEXT NOT NULL,
    party_id INTEGER, side TEXT, recipient TEXT NOT NULL, address TEXT, language TEXT, cause TEXT NOT NULL,
    is_copy INTEGER NOT NULL, revision INTEGER NOT NULL, facts TEXT NOT NULL, subject TEXT, body TEXT,
    queued_at TEXT NOT NULL, learned_at TEXT NOT NULL, approved_at TEXT, approved_by TEXT, attempts INTEGER NOT NULL,
    next_at TEXT, lease_until TEXT, may_repeat INTEGER NOT NULL, message_id TEXT, token TEXT NOT NULL, sent_at TEXT,
    error TEXT, read_at TEXT, acknowledged_at TEXT,
    PRIMARY KEY (id),
    CONSTRAINT notices_kind_known CHECK (kind = 'order-confirmation' OR kind = 'supplier-acknowledgement'
        OR kind = 'shipped' OR kind = 'date-changed' OR kind = 'delay' OR kind = 'recovered' OR kind = 'delivered'
        OR kind = 'completed' OR kind = 'supplier-reminder' OR kind = 'overdue-follow-up' OR kind = 'escalation'
        OR kind = 'answer' OR kind = 'digest'),
    CONSTRAINT notices_state_known CHECK (state = 'queued' OR state = 'sending' OR state = 'sent' OR state = 'failed'
        OR state = 'withdrawn'),
    CONSTRAINT notices_channel_known CHECK (channel = 'email' OR channel = 'inbox' OR channel = 'phone'),
    CONSTRAINT notices_side_known CHECK (side = 'supplier' OR side = 'customer'),
    CONSTRAINT notices_flags CHECK (is_copy IN (0, 1) AND may_repeat IN (0, 1) AND attempts >= 0),
    CONSTRAINT notices_lease CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
    CONSTRAINT notices_sent CHECK (state <> 'sent' OR sent_at IS NOT NULL),
    CONSTRAINT notices_approved CHECK ((approved_at IS NULL) = (approved_by IS NULL)),
    CONSTRAINT notices_recipient_length CHECK (length(recipient) <= 200),
    CONSTRAINT notices_recipient_nul CHECK (instr(recipient, char(0)) = 0),
    CONSTRAINT notices_address_length CHECK (length(address) <= 254),
    CONSTRAINT notices_address_nul CHECK (instr(address, char(0)) = 0),
    CONSTRAINT notices_subject_length CHECK (length(subject) <= 1000),
    CONSTRAINT notices_subject_nul CHECK (instr(subject, char(0)) = 0),
    CONSTRAINT notices_body_length CHECK (length(body) <= 100000),
    CONSTRAINT notices_body_nul CHECK (instr(body, char(0)) = 0),
    CONSTRAINT notices_approved_by_length CHECK (length(approved_by) <= 100),
    CONSTRAINT notices_approved_by_nul CHECK (instr(approved_by, char(0)) = 0),
    CONSTRAINT notices_error_length CHECK (length(error) <= 1000),
    CONSTRAINT notices_error_nul CHECK (instr(error, char(0)) = 0),
    CONSTRAINT notices_queued_at_instant CHECK (length(queued_at) = 20 AND queued_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_learned_at_instant CHECK (length(learned_at) = 20 AND learned_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_approved_at_instant CHECK (length(approved_at) = 20 AND approved_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_next_at_instant CHECK (length(next_at) = 20 AND next_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_lease_until_instant CHECK (length(lease_until) = 20 AND lease_until LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_sent_at_instant CHECK (length(sent_at) = 20 AND sent_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_read_at_instant CHECK (length(read_at) = 20 AND read_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_acknowledged_at_instant CHECK (length(acknowledged_at) = 20
        AND acknowledged_at LIKE '____-__-__T__:__:__Z'),
    UNIQUE ("key"),
    FOREIGN KEY(party_id) REFERENCES parties (id),
    UNIQUE (message_id),
    UNIQUE (token)
) STRICT;
INSERT INTO "notices" VALUES(1,'supplier-reminder|round 2026-03-20|party 2|email','supplier-reminder','queued','email',2,'supplier','Kestrel Fasteners','orders@example.com',NULL,'round 2026-03-20',0,2,'{"number":1,"orders":[{"lines":[{"days_late":null,"description":"bolts, 8 mm","expected_on":null,"followup":1,"open":"10","position":1,"promised_on":"2026-03-20","sku":"BOLT-8","unit":"box"},{"days_late":null,"description":"nuts","expected_on":null,"followup":1,"open":"4","position":2,"promised_on":"2026-03-20","sku":"NUT-8","unit":null}],"number":"A-1","supplier_ref":"K-9"},{"lines":[{"days_late":null,"description":null,"expected_on":null,"followup":1,"open":"10","position":1,"promised_on":"2026-03-27","sku":"BOLT-8","unit":null},{"days_late":null,"description":null,"expected_on":null,"followup":1,"open":"2.5","position":2,"promised_on":"2026-03-27","sku":"WIRE","unit":"m"}],"number":"A-2","supplier_ref":null}],"recipient":"Kestrel Fasteners"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'sk7lx7zwsewtzkf7',NULL,NULL,NULL,NULL);
INSERT INTO "notices" VALUES(2,'overdue-follow-up|round 2026-03-20|party 2|email','overdue-follow-up','queued','email',2,'supplier','Kestrel Fasteners','orders@example.com',NULL,'round 2026-03-20',0,2,'{"number":2,"orders":[{"lines":[{"days_late":9,"description":null,"expected_on":null,"followup":1,"open":"12","position":1,"promised_on":"2026-03-11","sku":"BOLT-8","unit":null},{"days_late":9,"description":null,"expected_on":null,"followup":1,"open":"1.5","position":2,"promised_on":"2026-03-11","sku":"WIRE","unit":"m"}],"number":"A-10","supplier_ref":null},{"lines":[{"days_late":7,"description":null,"expected_on":null,"followup":1,"open":"10","position":1,"promised_on":"2026-03-13","sku":"BOLT-8","unit":null},{"days_late":7,"description":null,"expected_on":null,"followup":1,"open":"2.5","position":2,"promised_on":"2026-03-13","sku":"WIRE","unit":"m"}],"number":"A-12","supplier_ref":null},{"lines":[{"days_late":16,"description":null,"expected_on":"2026-04-02","followup":2,"open":"10","position":1,"promised_on":"2026-03-04","sku":"BOLT-8","unit":null},{"days_late":16,"description":null,"expected_on":"2026-04-02","followup":2,"open":"2.5","position":2,"promised_on":"2026-03-04","sku":"WIRE","unit":"m"}],"number":"A-3","supplier_ref":null},{"lines":[{"days_late":15,"description":null,"expected_on":null,"followup":2,"open":"10","position":1,"promised_on":"2026-03-05","sku":"BOLT-8","unit":null},{"days_late":15,"description":null,"expected_on":null,"followup":2,"open":"2.5","position":2,"promised_on":"2026-03-05","sku":"WIRE","unit":"m"}],"number":"A-4","supplier_ref":null},{"lines":[{"days_late":14,"description":null,"expected_on":null,"followup":2,"open":"2","position":1,"promised_on":"2026-03-06","sku":"BOLT-8","unit":null}],"number":"A-5","supplier_ref":null},{"lines":[{"days_late":11,"description":null,"expected_on":null,"followup":1,"open":"10","position":1,"promised_on":"2026-03-09","sku":"BOLT-8","unit":null},{"days_late":11,"description":null,"expected_on":null,"followup":1,"open":"2.5","position":2,"promised_on":"2026-03-09","sku":"WIRE","unit":"m"}],"number":"A-8","supplier_ref":null}],"recipient":"Kestrel Fasteners"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'wtpkljcvr5ixmd24',NULL,NULL,NULL,NULL);
INSERT INTO "notices" VALUES(3,'escalation|A-10 event 124|desk management|inbox','escalation','sent','inbox',NULL,NULL,'management',NULL,NULL,'A-10 event 124',0,2,'{"contacts":[],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-10#2 --acknowledge","level":3,"name":"management","number":2,"reason":"2bd before the promise of 2026-03-11, 1 follow-ups unanswered","why":"5bd after the promise of 2026-03-11"},"issue":null,"order":{"carrier":null,"customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":null,"open":"12","position":1,"promised_on":"2026-03-11","quantity":"12","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":null,"open":"1.5","position":2,"promised_on":"2026-03-11","quantity":"1.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-10","owner":"Zoë","placed_on":null,"priority":"urgent","status":"confirmed","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":null},"recipient":"management"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'haok6sqfpznbevbw','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(4,'escalation|A-10 event 125|desk management|inbox','escalation','sent','inbox',NULL,NULL,'management',NULL,NULL,'A-10 event 125',0,2,'{"contacts":[],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-10#1 --acknowledge","level":3,"name":"management","number":1,"reason":"the plant has burnt down","why":"not taken up by 2026-03-10 11:00"},"issue":null,"order":{"carrier":null,"customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":null,"open":"12","position":1,"promised_on":"2026-03-11","quantity":"12","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":null,"open":"1.5","position":2,"promised_on":"2026-03-11","quantity":"1.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-10","owner":"Zoë","placed_on":null,"priority":"urgent","status":"confirmed","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":null},"recipient":"management"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'4f3isjyfszhb4n7y','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(5,'escalation|A-12 event 129|desk manager|inbox','escalation','sent','inbox',NULL,NULL,'manager',NULL,NULL,'A-12 event 129',0,2,'{"contacts":[],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-12#1 --acknowledge","level":2,"name":"manager","number":1,"reason":"5bd after the promise of 2026-03-13","why":"5bd after the promise of 2026-03-13"},"issue":null,"order":{"carrier":null,"customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":null,"open":"10","position":1,"promised_on":"2026-03-13","quantity":"10","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":null,"open":"2.5","position":2,"promised_on":"2026-03-13","quantity":"2.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-12","owner":null,"placed_on":null,"priority":"normal","status":"confirmed","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":null},"recipient":"manager"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'dp35q5bvbnu6w4aw','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(6,'escalation|A-3 event 134|desk management|inbox','escalation','sent','inbox',NULL,NULL,'management',NULL,NULL,'A-3 event 134',0,2,'{"contacts":[{"channel":"phone","note":"left a message","on":"2026-03-02","outcome":"no-answer","side":"supplier"},{"channel":"email","note":"told them of the strike","on":"2026-02-27","outcome":"answered","side":"customer"}],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-3#1 --acknowledge","level":3,"name":"management","number":1,"reason":"2 follow-ups unanswered","why":"10bd after the promise of 2026-03-04"},"issue":null,"order":{"carrier":null,"customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":"2026-04-02","open":"10","position":1,"promised_on":"2026-03-04","quantity":"10","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":"2026-04-02","open":"2.5","position":2,"promised_on":"2026-03-04","quantity":"2.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-3","owner":null,"placed_on":null,"priority":"normal","status":"processing","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":null},"recipient":"management"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'sbynftpw7inkmpqv','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(7,'escalation|A-4 event 138|desk management|inbox','escalation','sent','inbox',NULL,NULL,'management',NULL,NULL,'A-4 event 138',0,2,'{"contacts":[{"channel":"portal","note":"asked for a date","on":"2026-03-02","outcome":"answered","side":"supplier"}],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-4#1 --acknowledge","level":3,"name":"management","number":1,"reason":"10bd after the promise of 2026-03-05","why":"10bd after the promise of 2026-03-05"},"issue":null,"order":{"carrier":"DHL","customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":null,"open":"10","position":1,"promised_on":"2026-03-05","quantity":"10","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":null,"open":"2.5","position":2,"promised_on":"2026-03-05","quantity":"2.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-4","owner":null,"placed_on":null,"priority":"normal","status":"processing","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":"JD0001"},"recipient":"management"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'5vpbe4d4eohogehw','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(8,'escalation|A-5 event 141|desk management|inbox','escalation','sent','inbox',NULL,NULL,'management',NULL,NULL,'A-5 event 141',0,2,'{"contacts":[],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-5#2 --acknowledge","level":3,"name":"management","number":2,"reason":"10bd after the promise of 2026-03-06","why":"10bd after the promise of 2026-03-06"},"issue":null,"order":{"carrier":"UPS","customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":null,"open":"2","position":1,"promised_on":"2026-03-06","quantity":"10","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":null,"open":"0","position":2,"promised_on":"2026-03-06","quantity":"2.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-5","owner":null,"placed_on":null,"priority":"normal","status":"processing","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":null},"recipient":"management"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'v47cmsgai7vo7lkx','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(9,'escalation|A-5 event 142|desk management|inbox','escalation','sent','inbox',NULL,NULL,'management',NULL,NULL,'A-5 event 142',0,2,'{"contacts":[],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-5#1 --acknowledge","level":3,"name":"management","number":1,"reason":"damaged of severity high, open for 3bd","why":"not taken up by 2026-03-10 11:00"},"issue":{"cause":"two cartons crushed","kind":"damaged","number":2,"severity":"high"},"order":{"carrier":"UPS","customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":null,"open":"2","position":1,"promised_on":"2026-03-06","quantity":"10","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":null,"open":"0","position":2,"promised_on":"2026-03-06","quantity":"2.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-5","owner":null,"placed_on":null,"priority":"normal","status":"processing","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":null},"recipient":"management"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'hky4h66t5ajk4fyo','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(10,'escalation|A-8 event 145|desk manager|inbox','escalation','sent','inbox',NULL,NULL,'manager',NULL,NULL,'A-8 event 145',0,2,'{"contacts":[],"escalation":{"acknowledge_by":"2026-03-23 10:30 Europe/Berlin","command":"ordertrack escalate A-8#1 --acknowledge","level":2,"name":"manager","number":1,"reason":"2 follow-ups unanswered","why":"5bd after the promise of 2026-03-09"},"issue":null,"order":{"carrier":"UPS","customer":"Müller & Søn","customer_ref":null,"lines":[{"description":null,"expected_on":null,"open":"10","position":1,"promised_on":"2026-03-09","quantity":"10","ref":null,"requested_on":null,"sku":"BOLT-8","unit":null},{"description":null,"expected_on":null,"open":"2.5","position":2,"promised_on":"2026-03-09","quantity":"2.5","ref":null,"requested_on":null,"sku":"WIRE","unit":"m"}],"number":"A-8","owner":null,"placed_on":null,"priority":"normal","status":"shipped","supplier":"Kestrel Fasteners","supplier_ref":null,"tracking":null},"recipient":"manager"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'hlbhppokwn5zpps2','2026-03-20T09:30:00Z',NULL,NULL,NULL);
INSERT INTO "notices" VALUES(11,'digest|round 2026-03-20|desk team lead|inbox','digest','sent','inbox',NULL,NULL,'team lead',NULL,NULL,'round 2026-03-20',0,2,'{"as_of":"2026-03-20","decided":26,"head":{"hash":"cd41ca097d885f2a1f00706e36231d2b38595b736016e15a216833c12f6d87cd","seq":145},"more":0,"overdue":[{"customer":"Müller & Søn","days_late":16,"description":null,"line":1,"number":"A-3","owner":null,"promised_on":"2026-03-04","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":16,"description":null,"line":2,"number":"A-3","owner":null,"promised_on":"2026-03-04","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":15,"description":null,"line":1,"number":"A-4","owner":null,"promised_on":"2026-03-05","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":15,"description":null,"line":2,"number":"A-4","owner":null,"promised_on":"2026-03-05","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":14,"description":null,"line":1,"number":"A-5","owner":null,"promised_on":"2026-03-06","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":11,"description":null,"line":1,"number":"A-8","owner":null,"promised_on":"2026-03-09","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":11,"description":null,"line":2,"number":"A-8","owner":null,"promised_on":"2026-03-09","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":9,"description":null,"line":1,"number":"A-10","owner":"Zoë","promised_on":"2026-03-11","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":9,"description":null,"line":2,"number":"A-10","owner":"Zoë","promised_on":"2026-03-11","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":7,"description":null,"line":1,"number":"A-12","owner":null,"promised_on":"2026-03-13","supplier":"Kestrel Fasteners"},{"customer":"Müller & Søn","days_late":7,"description":null,"line":2,"number":"A-12","owner":null,"promised_on":"2026-03-13","supplier":"Kestrel Fasteners"}],"recipient":"team lead"}',NULL,NULL,'2026-03-20T09:30:00Z','2026-03-20T09:30:00Z',NULL,NULL,0,NULL,NULL,0,NULL,'7shosysv6shtaofo','2026-03-20T09:30:00Z',NULL,NULL,NULL);
CREATE TABLE orders (
id INTEGER NOT NULL,
number TEXT NOT NULL,
customer_id INTEGER NOT NULL,
supplier_id INTEGER NOT NULL,
status TEXT NOT NULL,
priority TEXT NOT NULL,
owner TEXT,
placed_on TEXT,
customer_ref TEXT,
supplier_ref TEXT,
value INTEGER,
currency TEXT,
carrier TEXT,
tracking TEXT,
note TEXT,
is_history INTEGER NOT NULL,
delay_reported_on TEXT,
delay_expected_on TEXT,
delay_cause TEXT,
confirmed_on TEXT,
received_by TEXT,
receipt_on TEXT,
completed_on TEXT,
closed_on TEXT,
cancelled_on TEXT,
last_contact_on TEXT,
held_cause TEXT,
entered_on TEXT NOT NULL,
version INTEGER NOT NULL,
PRIMARY KEY (id),
CONSTRAINT orders_status_known CHECK (status = 'entered' OR status = 'confirmed' OR status = 'processing' OR status = 'shipped' OR status = 'delivered' OR status = 'completed' OR status = 'closed' OR status = 'cancelled'),
CONSTRAINT orders_priority_known CHECK (priority = 'low' OR priority = 'normal' OR priority = 'high' OR priority = 'urgent'),
CONSTRAINT orders_money CHECK (value IS NULL OR (value >= 0 AND currency IS NOT NULL)),
CONSTRAINT orders_currency_code CHECK (length(currency) = 3),
CONSTRAINT orders_delay CHECK ((delay_reported_on IS NULL) = (delay_cause IS NULL)),
CONSTRAINT orders_delay_date CHECK ((delay_reported_on IS NULL) = (delay_expected_on IS NULL)),
CONSTRAINT orders_version_counts CHECK (version >= 1),
CONSTRAINT orders_history CHECK (is_history IN (0, 1)),
CONSTRAINT orders_number_length CHECK (length(number) <= 64),
CONSTRAINT orders_number_nul CHECK (instr(number, char(0)) = 0),
CONSTRAINT orders_owner_length CHECK (length(owner) <= 100),
CONSTRAINT orders_owner_nul CHECK (instr(owner, char(0)) = 0),
CONSTRAINT orders_customer_ref_length CHECK (length(customer_ref) <= 100),
CONSTRAINT orders_customer_ref_nul CHECK (instr(customer_ref, char(0)) = 0),
CONSTRAINT orders_supplier_ref_length CHECK (length(supplier_ref) <= 100),
CONSTRAINT orders_supplier_ref_nul CHECK (instr(supplier_ref, char(0)) = 0),
CONSTRAINT orders_carrier_length CHECK (length(carrier) <= 100),
CONSTRAINT orders_carrier_nul CHECK (instr(carrier, char(0)) = 0),
CONSTRAINT orders_tracking_length CHECK (length(tracking) <= 100),
CONSTRAINT orders_tracking_nul CHECK (instr(tracking, char(0)) = 0),
CONSTRAINT orders_note_length CHECK (length(note) <= 4000),
CONSTRAINT orders_note_nul CHECK (instr(note, char(0)) = 0),
CONSTRAINT orders_delay_cause_length CHECK (length(delay_cause) <= 1000),
CONSTRAINT orders_delay_cause_nul CHECK (instr(delay_cause, char(0)) = 0),
CONSTRAINT orders_received_by_length CHECK (length(received_by) <= 200),
CONSTRAINT orders_received_by_nul CHECK (instr(received_by, char(0)) = 0),
CONSTRAINT orders_held_cause_length CHECK (length(held_cause) <= 1000),
CONSTRAINT orders_held_cause_nul CHECK (instr(held_cause, char(0)) = 0),
CONSTRAINT orders_placed_on_date CHECK (placed_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
CONSTRAINT orders_last_contact_on_date CHECK (last_contact_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
UNIQUE (number),
FOREIGN KEY(customer_id) REFERENCES parties (id),
FOREIGN KEY(supplier_id) REFERENCES parties (id)
)
STRICT
;
INSERT INTO "orders" VALUES(1,'A-1',1,2,'entered','high','Zoë','2026-02-01','PO 7','K-9',123450,'EUR',NULL,NULL,'call before noon; "二十" boxes',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-02-02',3);
INSERT INTO "orders" VALUES(2,'A-2',1,2,'confirmed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-03-02',NULL,'2026-02-02',8);
INSERT INTO "orders" VALUES(3,'A-3',1,2,'processing','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'2026-02-20','2026-04-02','strike at the port','2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-03-20',NULL,'2026-02-02',19);
INSERT INTO "orders" VALUES(4,'A-4',1,2,'processing','normal',NULL,NULL,NULL,NULL,NULL,NULL,'DHL','JD0001',NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-03-02',NULL,'2026-02-02',16);
INSERT INTO "orders" VALUES(5,'A-5',1,2,'processing','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-24',NULL,'2026-02-02',15);
INSERT INTO "orders" VALUES(6,'A-6',1,2,'completed','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03','Ms Weber','2026-02-26','2026-02-26',NULL,NULL,'2026-02-26',NULL,'2026-02-02',7);
INSERT INTO "orders" VALUES(8,'A-8',1,2,'shipped','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-21',NULL,'2026-02-02',13);
INSERT INTO "orders" VALUES(9,'A-9',1,2,'cancelled','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,'2026-02-26','2026-02-03','lawsuit 7','2026-02-02',5);
INSERT INTO "orders" VALUES(10,'A-10',1,2,'confirmed','urgent','Zoë',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-03',NULL,'2026-02-02',17);
INSERT INTO "orders" VALUES(11,'A-11',1,2,'confirmed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-26',NULL,'2026-02-02',6);
INSERT INTO "orders" VALUES(12,'A-12',1,2,'confirmed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-03',NULL,'2026-02-02',10);
INSERT INTO "orders" VALUES(13,'H-1',1,2,'delivered','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2025-06-03',NULL,'2026-02-27',1);
CREATE TABLE parties (
id INTEGER NOT NULL,
name TEXT NOT NULL,
"key" TEXT NOT NULL,
is_customer INTEGER NOT NULL,
is_supplier INTEGER NOT NULL,
emails TEXT,
phone TEXT,
language TEXT,
zone TEXT,
merged_into INTEGER,
PRIMARY KEY (id),
CONSTRAINT parties_name_length CHECK (length(name) <= 200),
CONSTRAINT parties_name_nul CHECK (instr(name, char(0)) = 0),
CONSTRAINT parties_key_length CHECK (length(key) <= 800),
CONSTRAINT parties_key_nul CHECK (instr(key, char(0)) = 0),
CONSTRAINT parties_phone_length CHECK (length(phone) <= 50),
CONSTRAINT parties_phone_nul CHECK (instr(phone, char(0)) = 0),
CONSTRAINT parties_emails_length CHECK (length(emails) <= 4000),
CONSTRAINT parties_emails_nul CHECK (instr(emails, char(0)) = 0),
CONSTRAINT parties_roles CHECK (is_customer IN (0, 1) AND is_supplier IN (0, 1)),
CONSTRAINT parties_merged CHECK (merged_into <> id),
UNIQUE ("key"),
FOREIGN KEY(merged_into) REFERENCES parties (id)
)
STRICT
;
INSERT INTO "parties" VALUES(1,'Müller & Søn','müller & søn',1,0,'kai@example.org
ina@example.org',NULL,'de','Europe/Berlin',NULL);
INSERT INTO "parties" VALUES(2,'Kestrel Fasteners','kestrel fasteners',0,1,'orders@example.com','+49 30 1234',NULL,NULL,NULL);
INSERT INTO "parties" VALUES(3,'Kestrel Fastners','kestrel fastners',0,1,NULL,NULL,NULL,NULL,2);
INSERT INTO "parties" VALUES(4,'erased party 4','erased party 4',1,0,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE policies (
number INTEGER NOT NULL,
from_on TEXT NOT NULL,
adopted_at TEXT NOT NULL,
actor TEXT NOT NULL,
description TEXT NOT NULL,
text TEXT NOT NULL,
PRIMARY KEY (number),
CONSTRAINT policies_actor_length CHECK (length(actor) <= 100),
CONSTRAINT policies_actor_nul CHECK (instr(actor, char(0)) = 0),
CONSTRAINT policies_description_length CHECK (length(description) <= 1000),
CONSTRAINT policies_description_nul CHECK (instr(description, char(0)) = 0),
CONSTRAINT policies_text_length CHECK (length(text) <= 100000),
CONSTRAINT policies_text_nul CHECK (instr(text, char(0)) = 0),
CONSTRAINT policies_adopted_at_instant CHECK (length(adopted_at) = 20 AND adopted_at LIKE '____-__-__T__:__:__Z'),
CONSTRAINT policies_from_on_date CHECK (from_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]')
)
STRICT
;
INSERT INTO "policies" VALUES(1,'2026-02-02','2026-02-02T09:30:00Z','Zoë','The built-in policy','# The policy of this desk: every number that the order-tracking procedure needs, and whom it tells.
#
# A policy is adopted, never edited: write a changed copy, check it, adopt it with a sentence that says what changed.
#
#   ordertrack policy show > policy.toml
#   ordertrack policy check policy.toml
#   ordertrack policy adopt policy.toml --description "Summer hours" --from 2027-06-01
#
# What was decided under an earlier revision stays as it was decided. Keep a value for every key below. Lines that begin
# with a # and no blank are examples of what may be added: take the # away.
#
# Durations are a whole number with its unit:
#   3bd  working days     4h  working hours     30m  working minutes     2d  calendar days     1w  seven of them
#   10y  calendar years (retention only)

# The dates of the book are calendar dates in this zone, and the hours below are its local times.
zone = "Europe/Berlin"

# ---------------------------------------------------------------------------------------------------------------------
# When the desk works. Clocks in hours run in these hours only, and a day with none is no working day.

[week]
monday = ["09:00-17:00"]     # several intervals are fine: ["08:00-12:00", "13:00-17:00"]
tuesday = ["09:00-17:00"]    # a night shift is two: until "24:00", and from "00:00" on the next day
wednesday = ["09:00-17:00"]
thursday = ["09:00-17:00"]
friday = ["09:00-17:00"]
saturday = []
sunday = []

# The public holidays of a country, and of a region of it, by their ISO 3166 codes.
[holidays]
#country = "DE"
#region = "BE"

# Days on which this desk is closed besides.
[holidays.own]
#2026-12-24 = "Christmas Eve"
#2026-12-31 = "New Year''s Eve"

# ---------------------------------------------------------------------------------------------------------------------
# Who is who (SOP 3). A level of the matrix tells a role or a person. As long as nobody has a role, or whoever has it is
# away and nobody acts instead, the role itself is told: in its inbox in this program, or at an address of its own.

[roles.clerk]
inbox = true

[roles."customer service"]
inbox = true
#email = "service@desk.example"
#phone = "+49 30 5550100"

[roles."team lead"]
inbox = true

[roles.manager]
inbox = true

[roles.management]
inbox = true

# The people, each with one role or several. In a role the first of this list acts who is there, or whose substitute is.
# Everybody has an inbox.

#[[people]]
#name = "Anna Example"
#role = "clerk"
#email = "anna@desk.example"
#phone = "+49 30 5550101"
#away = [{ from = 2026-12-21, to = 2027-01-02, substitute = "Ben Example" }]

#[[people]]
#name = "Ben Example"
#role = ["team lead", "manager"]
#email = "ben@desk.example"

# ---------------------------------------------------------------------------------------------------------------------
# Follow-ups.

[rules]
# How often the customer of a delayed order hears from us, even if there is nothing new (SOP 4.4b).
keep_informed = "3bd"

# The silent supplier (SOP 4.2c): promised within this time, and for so long no contact in either direction.
[rules.silent]
within = "5bd"
quiet = "5bd"

# The overdue order (SOP 4.3a): the first follow-up so long after the promise, then one every so often, and at most so
# many for one promise.
[rules.overdue]
first = "1bd"
every = "2bd"
most = 3

# ---------------------------------------------------------------------------------------------------------------------
# The escalation matrix (SOP 4.3b, 4.6b), from the lowest level to the highest.
#
# A level is due when any one of its conditions holds; within a condition all terms must hold:
#   overdue               at least so long after the promise
#   before_due            at most so long before the promise
#   issue_severity        an open issue at least this severe: low, medium, high, critical
#   issue_age             an issue open for at least so long
#   followups_unanswered  at least so many follow-ups without an answer
#   value                 the order is worth at least this; an order in another currency never is
#   priority              an order of at least this priority: low, normal, high, urgent
#
# It tells everybody in `to`, in the ways of `how` (inbox, email, phone) that lead to them. If nobody takes it up within
# `acknowledge_within`, or whoever does brings no progress within `progress_within`, the next level has its turn.

[[matrix]]
level = 1
name = "team lead"
when = [
  { overdue = "3bd" },
  { followups_unanswered = 2 },
  { before_due = "2bd", priority = "urgent", followups_unanswered = 1 },
  { issue_severity = "high", issue_age = "1bd" },
]
to = ["team lead"]
how = ["inbox"]              # with addresses: ["inbox", "email"]
acknowledge_within = "8h"
progress_within = "2bd"

[[matrix]]
level = 2
name = "manager"
when = [
  { overdue = "5bd" },
  { followups_unanswered = 3 },
  { issue_severity = "critical", issue_age = "4h" },
  { issue_severity = "high", issue_age = "3bd" },
]
to = ["manager"]
how = ["inbox"]
acknowledge_within = "1bd"
progress_within = "2bd"

[[matrix]]
level = 3
name = "management"
when = [
  { overdue = "10bd" },
  { overdue = "5bd", priority = "urgent" },
  { overdue = "5bd", value = { amount = 25000, currency = "EUR" } },
  { issue_severity = "critical", issue_age = "2bd" },
]
to = ["management"]
how = ["inbox"]              # with numbers: ["inbox", "phone"]
acknowledge_within = "1bd"
progress_within = "5bd"

# ---------------------------------------------------------------------------------------------------------------------
# What the metrics shall reach (SOP 7).

[targets]
on_time = "95 %"             # of what was promised
response = "8h"              # from a customer''s question to the first answer
resolution = "5bd"           # from an issue''s opening to its resolution

# ---------------------------------------------------------------------------------------------------------------------
# Why things go wrong: the codes of delays and issues, under the party at fault.

[causes.supplier]
capacity = "No capacity at the supplier"
material = "The supplier waits for material"
production = "A fault in the supplier''s production"
picking = "Picked, packed or labelled wrongly by the supplier"
oversight = "The supplier overlooked the order or the promise"

[causes.customer]
change = "The customer changed the order"
approval = "The customer''s approval or data came late"
site = "The customer could not take the goods"
payment = "The customer''s payment is missing"

[causes.carrier]
transit = "Late in transit"
lost = "Lost in transit"
damage = "Damaged in transit"
customs = "Held at customs"

[causes.desk]
entry = "Entered or placed wrongly or late by us"
promise = "Promised by us what could not be kept"
documents = "Our documents were wrong or missing"

[causes.other]
weather = "Weather or another force of nature"
strike = "A strike or a blockade"
unknown = "Not known yet"

# ---------------------------------------------------------------------------------------------------------------------
# Other rules for some suppliers, customers or priorities. An override fits the orders that have everything it names.
# Of several that fit, each value comes from the most specific one that has it: the one that names more; else the
# supplier''s before the customer''s before the priority''s.

[[overrides]]
priority = "urgent"
silent = { quiet = "2bd" }
overdue = { every = "1bd" }
keep_informed = "1bd"

#[[overrides]]
#supplier = "Kestrel Fasteners"
#silent = { within = "10bd", quiet = "8bd" }
#overdue = { first = "2bd", every = "3bd", most = 5 }

#[[overrides]]
#supplier = "Our own workshop"
#customer = "Nordlicht Kliniken"
#escalates = false           # its orders stay out of the matrix

# ---------------------------------------------------------------------------------------------------------------------
# How long the records of an order are kept once it is finished (SOP 6): the longest term of the classes it falls into.

[retention]
default = "10y"

[retention.classes]
closed = "10y"               # completed and closed out
cancelled = "6y"             # cancelled altogether
with_issue = "10y"           # had an issue, however it ended
');
INSERT INTO "policies" VALUES(2,'2026-03-05','2026-03-05T09:30:00Z','Zoë','the same, shorter','zone = "Europe/Berlin"
[week]
monday = ["09:00-17:00"]     # several intervals are fine: ["08:00-12:00", "13:00-17:00"]
tuesday = ["09:00-17:00"]    # a night shift is two: until "24:00", and from "00:00" on the next day
wednesday = ["09:00-17:00"]
thursday = ["09:00-17:00"]
friday = ["09:00-17:00"]
saturday = []
sunday = []
[holidays]
[holidays.own]
[roles.clerk]
inbox = true
[roles."customer service"]
inbox = true
[roles."team lead"]
inbox = true
[roles.manager]
inbox = true
[roles.management]
inbox = true
[rules]
keep_informed = "3bd"
[rules.silent]
within = "5bd"
quiet = "5bd"
[rules.overdue]
first = "1bd"
every = "2bd"
most = 3
[[matrix]]
level = 1
name = "team lead"
when = [
  { overdue = "3bd" },
  { followups_unanswered = 2 },
  { before_due = "2bd", priority = "urgent", followups_unanswered = 1 },
  { issue_severity = "high", issue_age = "1bd" },
]
to = ["team lead"]
how = ["inbox"]              # with addresses: ["inbox", "email"]
acknowledge_within = "8h"
progress_within = "2bd"
[[matrix]]
level = 2
name = "manager"
when = [
  { overdue = "5bd" },
  { followups_unanswered = 3 },
  { issue_severity = "critical", issue_age = "4h" },
  { issue_severity = "high", issue_age = "3bd" },
]
to = ["manager"]
how = ["inbox"]
acknowledge_within = "1bd"
progress_within = "2bd"
[[matrix]]
level = 3
name = "management"
when = [
  { overdue = "10bd" },
  { overdue = "5bd", priority = "urgent" },
  { overdue = "5bd", value = { amount = 25000, currency = "EUR" } },
  { issue_severity = "critical", issue_age = "2bd" },
]
to = ["management"]
how = ["inbox"]              # with numbers: ["inbox", "phone"]
acknowledge_within = "1bd"
progress_within = "5bd"
[targets]
on_time = "95 %"             # of what was promised
response = "8h"              # from a customer''s question to the first answer
resolution = "5bd"           # from an issue''s opening to its resolution
[causes.supplier]
capacity = "No capacity at the supplier"
material = "The supplier waits for material"
production = "A fault in the supplier''s production"
picking = "Picked, packed or labelled wrongly by the supplier"
oversight = "The supplier overlooked the order or the promise"
[causes.customer]
change = "The customer changed the order"
approval = "The customer''s approval or data came late"
site = "The customer could not take the goods"
payment = "The customer''s payment is missing"
[causes.carrier]
transit = "Late in transit"
lost = "Lost in transit"
damage = "Damaged in transit"
customs = "Held at customs"
[causes.desk]
entry = "Entered or placed wrongly or late by us"
promise = "Promised by us what could not be kept"
documents = "Our documents were wrong or missing"
[causes.other]
weather = "Weather or another force of nature"
strike = "A strike or a blockade"
unknown = "Not known yet"
[[overrides]]
priority = "urgent"
silent = { quiet = "2bd" }
overdue = { every = "1bd" }
keep_informed = "1bd"
[retention]
default = "10y"
[retention.classes]
closed = "10y"               # completed and closed out
cancelled = "6y"             # cancelled altogether
with_issue = "10y"           # had an issue, however it ended
');
CREATE TABLE promises (
order_id INTEGER NOT NULL,
position INTEGER NOT NULL,
seq INTEGER NOT NULL,
said_on TEXT NOT NULL,
previous_on TEXT NOT NULL,
promised_on TEXT NOT NULL,
cause TEXT NOT NULL,
said_by TEXT,
channel TEXT,
PRIMARY KEY (order_id, position, seq),
CONSTRAINT promises_line FOREIGN KEY(order_id, position) REFERENCES lines (order_id, position),
CONSTRAINT promises_channel_known CHECK (channel = 'email' OR channel = 'phone' OR channel = 'portal' OR channel = 'visit' OR channel = 'other'),
CONSTRAINT promises_cause_length CHECK (length(cause) <= 1000),
CONSTRAINT promises_cause_nul CHECK (instr(cause, char(0)) = 0),
CONSTRAINT promises_said_by_length CHECK (length(said_by) <= 200),
CONSTRAINT promises_said_by_nul CHECK (instr(said_by, char(0)) = 0)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "promises" VALUES(2,1,1,'2026-03-02','2026-03-03','2026-03-27','late steel','Kestrel Fasteners','phone');
INSERT INTO "promises" VALUES(2,2,1,'2026-03-02','2026-03-03','2026-03-27','late steel','Kestrel Fasteners','phone');
INSERT INTO "promises" VALUES(11,1,1,'2026-02-26','2026-03-12','2026-04-10','tool broke','Lee','phone');
INSERT INTO "promises" VALUES(11,2,1,'2026-02-26','2026-03-12','2026-04-10','tool broke','Lee','phone');
CREATE TABLE receipts (
order_id INTEGER NOT NULL,
position INTEGER NOT NULL,
seq INTEGER NOT NULL,
quantity INTEGER NOT NULL,
received_on TEXT NOT NULL,
rejected INTEGER NOT NULL,
reason TEXT,
PRIMARY KEY (order_id, position, seq),
CONSTRAINT receipts_line FOREIGN KEY(order_id, position) REFERENCES lines (order_id, position),
CONSTRAINT receipts_amounts CHECK (quantity > 0 AND rejected BETWEEN 0 AND quantity),
CONSTRAINT receipts_reason_length CHECK (length(reason) <= 1000),
CONSTRAINT receipts_reason_nul CHECK (instr(reason, char(0)) = 0),
CONSTRAINT receipts_received_on_date CHECK (received_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]')
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "receipts" VALUES(5,1,1,100000,'2026-02-24',20000,'rust');
INSERT INTO "receipts" VALUES(5,2,1,25000,'2026-02-24',0,NULL);
INSERT INTO "receipts" VALUES(6,1,1,100000,'2026-02-25',0,NULL);
INSERT INTO "receipts" VALUES(6,2,1,25000,'2026-02-25',0,NULL);
INSERT INTO "receipts" VALUES(13,1,1,10000,'2025-06-03',0,NULL);
CREATE TABLE rounds (
seq INTEGER NOT NULL,
at TEXT NOT NULL,
ran_on TEXT NOT NULL,
actor TEXT NOT NULL,
revision INTEGER NOT NULL,
decided INTEGER NOT NULL,
PRIMARY KEY (seq),
CONSTRAINT rounds_at_instant CHECK (length(at) = 20 AND at LIKE '____-__-__T__:__:__Z'),
CONSTRAINT rounds_ran_on_date CHECK (ran_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]')
)
STRICT
;
INSERT INTO "rounds" VALUES(65,'2026-03-02T10:00:00Z','2026-03-02','Zoë',1,8);
INSERT INTO "rounds" VALUES(110,'2026-03-09T10:00:00Z','2026-03-09','Zoë',2,21);
INSERT INTO "rounds" VALUES(146,'2026-03-20T09:30:00Z','2026-03-20','anna',2,26);
CREATE TABLE shipments (
order_id INTEGER NOT NULL,
position INTEGER NOT NULL,
seq INTEGER NOT NULL,
quantity INTEGER NOT NULL,
shipped_on TEXT,
carrier TEXT,
tracking TEXT,
PRIMARY KEY (order_id, position, seq),
CONSTRAINT shipments_line FOREIGN KEY(order_id, position) REFERENCES lines (order_id, position),
CONSTRAINT shipments_amount CHECK (quantity > 0),
CONSTRAINT shipments_carrier_length CHECK (length(carrier) <= 100),
CONSTRAINT shipments_carrier_nul CHECK (instr(carrier, char(0)) = 0),
CONSTRAINT shipments_tracking_length CHECK (length(tracking) <= 100),
CONSTRAINT shipments_tracking_nul CHECK (instr(tracking, char(0)) = 0)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "shipments" VALUES(4,1,1,40000,'2026-02-20','DHL','JD0001');
INSERT INTO "shipments" VALUES(5,1,1,100000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(5,2,1,25000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(6,1,1,100000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(6,2,1,25000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(8,1,1,100000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(8,2,1,25000,'2026-02-21','UPS',NULL);
CREATE TABLE stubs (
seq INTEGER NOT NULL,
told_by INTEGER NOT NULL,
rest TEXT,
PRIMARY KEY (seq, told_by)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "stubs" VALUES(11,119,NULL);
INSERT INTO "stubs" VALUES(22,119,NULL);
INSERT INTO "stubs" VALUES(32,119,NULL);
INSERT INTO "stubs" VALUES(39,119,NULL);
INSERT INTO "stubs" VALUES(43,119,NULL);
INSERT INTO "stubs" VALUES(46,119,NULL);
INSERT INTO "stubs" VALUES(47,119,NULL);
INSERT INTO "stubs" VALUES(48,119,NULL);
INSERT INTO "stubs" VALUES(80,119,NULL);
INSERT INTO "stubs" VALUES(81,119,NULL);
INSERT INTO "stubs" VALUES(111,117,NULL);
INSERT INTO "stubs" VALUES(112,119,NULL);
INSERT INTO "stubs" VALUES(113,117,'{"at":"2026-03-02T14:10:00Z","by":"Zoë","facts":{"enquiry":{"channel":"email","number":1,"received_at":"2026-03-02T14:10:00Z","sender":"erased","text":"erased"}},"kind":"enquiry logged","order":"E-1"}');
INSERT INTO "stubs" VALUES(113,119,NULL);
INSERT INTO "stubs" VALUES(114,117,'{"at":"2026-03-02T14:20:00Z","by":"Zoë","facts":{"actor":"Zoë","at":"2026-03-02T14:20:00Z","channel":"email","number":1,"text":"erased"},"kind":"enquiry answered","order":"E-1"}');
INSERT INTO "stubs" VALUES(114,119,NULL);
INSERT INTO "stubs" VALUES(115,119,NULL);
INSERT INTO "stubs" VALUES(116,119,NULL);
CREATE TABLE trail (
seq INTEGER NOT NULL,
prev BLOB NOT NULL,
hash BLOB NOT NULL,
order_id INTEGER,
body TEXT NOT NULL,
PRIMARY KEY (seq),
CONSTRAINT trail_digests CHECK (length(prev) = 32 AND length(hash) = 32),
UNIQUE (prev),
FOREIGN KEY(order_id) REFERENCES orders (id)
)
STRICT
;
INSERT INTO "trail" VALUES(1,X'0000000000000000000000000000000000000000000000000000000000000000',X'90B6AC0F6228F97F38DB25BD0B9748ACBDB2007E5F714421874315882BB28E45',NULL,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"description":"The built-in policy","from_on":"2026-02-02","number":1,"text":"# The policy of this desk: every number that the order-tracking procedure needs, and whom it tells.\n#\n# A policy is adopted, never edited: write a changed copy, check it, adopt it with a sentence that says what changed.\n#\n#   ordertrack policy show > policy.toml\n#   ordertrack policy check policy.toml\n#   ordertrack policy adopt policy.toml --description \"Summer hours\" --from 2027-06-01\n#\n# What was decided under an earlier revision stays as it was decided. Keep a value for every key below. Lines that begin\n# with a # and no blank are examples of what may be added: take the # away.\n#\n# Durations are a whole number with its unit:\n#   3bd  working days     4h  working hours     30m  working minutes     2d  calendar days     1w  seven of them\n#   10y  calendar years (retention only)\n\n# The dates of the book are calendar dates in this zone, and the hours below are its local times.\nzone = \"Europe/Berlin\"\n\n# ---------------------------------------------------------------------------------------------------------------------\n# When the desk works. Clocks in hours run in these hours only, and a day with none is no working day.\n\n[week]\nmonday = [\"09:00-17:00\"]     # several intervals are fine: [\"08:00-12:00\", \"13:00-17:00\"]\ntuesday = [\"09:00-17:00\"]    # a night shift is two: until \"24:00\", and from \"00:00\" on the next day\nwednesday = [\"09:00-17:00\"]\nthursday = [\"09:00-17:00\"]\nfriday = [\"09:00-17:00\"]\nsaturday = []\nsunday = []\n\n# The public holidays of a country, and of a region of it, by their ISO 3166 codes.\n[holidays]\n#country = \"DE\"\n#region = \"BE\"\n\n# Days on which this desk is closed besides.\n[holidays.own]\n#2026-12-24 = \"Christmas Eve\"\n#2026-12-31 = \"New Year''s Eve\"\n\n# ---------------------------------------------------------------------------------------------------------------------\n# Who is who (SOP 3). A level of the matrix tells a role or a person. As long as nobody has a role, or whoever has it is\n# away and nobody acts instead, the role itself is told: in its inbox in this program, or at an address of its own.\n\n[roles.clerk]\ninbox = true\n\n[roles.\"customer service\"]\ninbox = true\n#email = \"service@desk.example\"\n#phone = \"+49 30 5550100\"\n\n[roles.\"team lead\"]\ninbox = true\n\n[roles.manager]\ninbox = true\n\n[roles.management]\ninbox = true\n\n# The people, each with one role or several. In a role the first of this list acts who is there, or whose substitute is.\n# Everybody has an inbox.\n\n#[[people]]\n#name = \"Anna Example\"\n#role = \"clerk\"\n#email = \"anna@desk.example\"\n#phone = \"+49 30 5550101\"\n#away = [{ from = 2026-12-21, to = 2027-01-02, substitute = \"Ben Example\" }]\n\n#[[people]]\n#name = \"Ben Example\"\n#role = [\"team lead\", \"manager\"]\n#email = \"ben@desk.example\"\n\n# ---------------------------------------------------------------------------------------------------------------------\n# Follow-ups.\n\n[rules]\n# How often the customer of a delayed order hears from us, even if there is nothing new (SOP 4.4b).\nkeep_informed = \"3bd\"\n\n# The silent supplier (SOP 4.2c): promised within this time, and for so long no contact in either direction.\n[rules.silent]\nwithin = \"5bd\"\nquiet = \"5bd\"\n\n# The overdue order (SOP 4.3a): the first follow-up so long after the promise, then one every so often, and at most so\n# many for one promise.\n[rules.overdue]\nfirst = \"1bd\"\nevery = \"2bd\"\nmost = 3\n\n# ---------------------------------------------------------------------------------------------------------------------\n# The escalation matrix (SOP 4.3b, 4.6b), from the lowest level to the highest.\n#\n# A level is due when any one of its conditions holds; within a condition all terms must hold:\n#   overdue               at least so long after the promise\n#   before_due            at most so long before the promise\n#   issue_severity        an open issue at least this severe: low, medium, high, critical\n#   issue_age             an issue open for at least so long\n#   followups_unanswered  at least so many follow-ups without an answer\n#   value                 the order is worth at least this; an order in another currency never is\n#   priority              an order of at least this priority: low, normal, high, urgent\n#\n# It tells everybody in `to`, in the ways of `how` (inbox, email, phone) that lead to them. If nobody takes it up within\n# `acknowledge_within`, or whoever does brings no progress within `progress_within`, the next level has its turn.\n\n[[matrix]]\nlevel = 1\nname = \"team lead\"\nwhen = [\n  { overdue = \"3bd\" },\n  { followups_unanswered = 2 },\n  { before_due = \"2bd\", priority = \"urgent\", followups_unanswered = 1 },\n  { issue_severity = \"high\", issue_age = \"1bd\" },\n]\nto = [\"team lead\"]\nhow = [\"inbox\"]              # with addresses: [\"inbox\", \"email\"]\nacknowledge_within = \"8h\"\nprogress_within = \"2bd\"\n\n[[matrix]]\nlevel = 2\nname = \"manager\"\nwhen = [\n  { overdue = \"5bd\" },\n  { followups_unanswered = 3 },\n  { issue_severity = \"critical\", issue_age = \"4h\" },\n  { issue_severity = \"high\", issue_age = \"3bd\" },\n]\nto = [\"manager\"]\nhow = [\"inbox\"]\nacknowledge_within = \"1bd\"\nprogress_within = \"2bd\"\n\n[[matrix]]\nlevel = 3\nname = \"management\"\nwhen = [\n  { overdue = \"10bd\" },\n  { overdue = \"5bd\", priority = \"urgent\" },\n  { overdue = \"5bd\", value = { amount = 25000, currency = \"EUR\" } },\n  { issue_severity = \"critical\", issue_age = \"2bd\" },\n]\nto = [\"management\"]\nhow = [\"inbox\"]              # with numbers: [\"inbox\", \"phone\"]\nacknowledge_within = \"1bd\"\nprogress_within = \"5bd\"\n\n# ---------------------------------------------------------------------------------------------------------------------\n# What the metrics shall reach (SOP 7).\n\n[targets]\non_time = \"95 %\"             # of what was promised\nresponse = \"8h\"              # from a customer''s question to the first answer\nresolution = \"5bd\"           # from an issue''s opening to its resolution\n\n# ---------------------------------------------------------------------------------------------------------------------\n# Why things go wrong: the codes of delays and issues, under the party at fault.\n\n[causes.supplier]\ncapacity = \"No capacity at the supplier\"\nmaterial = \"The supplier waits for material\"\nproduction = \"A fault in the supplier''s production\"\npicking = \"Picked, packed or labelled wrongly by the supplier\"\noversight = \"The supplier overlooked the order or the promise\"\n\n[causes.customer]\nchange = \"The customer changed the order\"\napproval = \"The customer''s approval or data came late\"\nsite = \"The customer could not take the goods\"\npayment = \"The customer''s payment is missing\"\n\n[causes.carrier]\ntransit = \"Late in transit\"\nlost = \"Lost in transit\"\ndamage = \"Damaged in transit\"\ncustoms = \"Held at customs\"\n\n[causes.desk]\nentry = \"Entered or placed wrongly or late by us\"\npromise = \"Promised by us what could not be kept\"\ndocuments = \"Our documents were wrong or missing\"\n\n[causes.other]\nweather = \"Weather or another force of nature\"\nstrike = \"A strike or a blockade\"\nunknown = \"Not known yet\"\n\n# ---------------------------------------------------------------------------------------------------------------------\n# Other rules for some suppliers, customers or priorities. An override fits the orders that have everything it names.\n# Of several that fit, each value comes from the most specific one that has it: the one that names more; else the\n# supplier''s before the customer''s before the priority''s.\n\n[[overrides]]\npriority = \"urgent\"\nsilent = { quiet = \"2bd\" }\noverdue = { every = \"1bd\" }\nkeep_informed = \"1bd\"\n\n#[[overrides]]\n#supplier = \"Kestrel Fasteners\"\n#silent = { within = \"10bd\", quiet = \"8bd\" }\n#overdue = { first = \"2bd\", every = \"3bd\", most = 5 }\n\n#[[overrides]]\n#supplier = \"Our own workshop\"\n#customer = \"Nordlicht Kliniken\"\n#escalates = false           # its orders stay out of the matrix\n\n# ---------------------------------------------------------------------------------------------------------------------\n# How long the records of an order are kept once it is finished (SOP 6): the longest term of the classes it falls into.\n\n[retention]\ndefault = \"10y\"\n\n[retention.classes]\nclosed = \"10y\"               # completed and closed out\ncancelled = \"6y\"             # cancelled altogether\nwith_issue = \"10y\"           # had an issue, however it ended\n"},"kind":"policy adopted"}');
INSERT INTO "trail" VALUES(2,X'90B6AC0F6228F97F38DB25BD0B9748ACBDB2007E5F714421874315882BB28E45',X'2DDEBD2E48A38A6FA6125958447B5340300D7FF3D824E9F6141B019B7D5AE179',NULL,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"party":{"emails":["kai@example.org","ina@example.org"],"id":1,"is_customer":true,"language":"de","name":"Müller & Søn","zone":"Europe/Berlin"}},"kind":"party added"}');
INSERT INTO "trail" VALUES(3,X'2DDEBD2E48A38A6FA6125958447B5340300D7FF3D824E9F6141B019B7D5AE179',X'A19D211537F3C756ABF5E7E846C06B293614A1047735DBEF1DFC94D483126D4F',NULL,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"party":{"emails":["orders@example.com"],"id":2,"is_supplier":true,"name":"Kestrel Fasteners","phone":"+49 30 1234"}},"kind":"party added"}');
INSERT INTO "trail" VALUES(4,X'A19D211537F3C756ABF5E7E846C06B293614A1047735DBEF1DFC94D483126D4F',X'621BD6A059BC8E1F1E86829DA972491223708B2E94D7F14A991BD2F85A5F6E7D',NULL,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"party":{"id":3,"is_supplier":true,"name":"Kestrel Fastners"}},"kind":"party added"}');
INSERT INTO "trail" VALUES(5,X'621BD6A059BC8E1F1E86829DA972491223708B2E94D7F14A991BD2F85A5F6E7D',X'E12D4E5C2EE07051A26CA98055CB9266F74A670E67D6FC2BB0C514F5F141E725',1,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"currency":"EUR","customer":1,"customer_ref":"PO 7","entered_on":"2026-02-02","lines":[{"description":"bolts, 8 mm","first_promised_on":"2026-03-20","position":1,"promised_on":"2026-03-20","quantity":100000,"requested_on":"2026-03-15","sku":"BOLT-8","unit":"box","unit_price":125000},{"description":"nuts","first_promised_on":"2026-03-20","position":2,"promised_on":"2026-03-20","quantity":40000,"requested_on":"2026-03-15","sku":"NUT-8"}],"note":"call before noon; \"二十\" boxes","number":"A-1","owner":"Zoë","placed_on":"2026-02-01","priority":"high","supplier":2,"supplier_ref":"K-9","value":123450}},"kind":"order entered","order":"A-1"}');
INSERT INTO "trail" VALUES(6,X'E12D4E5C2EE07051A26CA98055CB9266F74A670E67D6FC2BB0C514F5F141E725',X'796D1F80976088FBBF993492A6A37F6EE95BA8C5210F30E6239EA1389B34EBA4',2,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-03","position":1,"promised_on":"2026-03-03","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-03","position":2,"promised_on":"2026-03-03","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-2","supplier":3}},"kind":"order entered","order":"A-2"}');
INSERT INTO "trail" VALUES(7,X'796D1F80976088FBBF993492A6A37F6EE95BA8C5210F30E6239EA1389B34EBA4',X'A8EF95205F4C16DDBAD1276A551327D786FE237C5302055FEADBCD640616758C',3,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-04","position":1,"promised_on":"2026-03-04","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-04","position":2,"promised_on":"2026-03-04","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-3","supplier":2}},"kind":"order entered","order":"A-3"}');
INSERT INTO "trail" VALUES(8,X'A8EF95205F4C16DDBAD1276A551327D786FE237C5302055FEADBCD640616758C',X'F0DE34B230FA0A8F7CE9A3F6AE3CBCD2E0F5E9AA5FCBE2C9CDE1E259D3311803',4,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-05","position":1,"promised_on":"2026-03-05","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-05","position":2,"promised_on":"2026-03-05","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-4","supplier":2}},"kind":"order entered","order":"A-4"}');
INSERT INTO "trail" VALUES(9,X'F0DE34B230FA0A8F7CE9A3F6AE3CBCD2E0F5E9AA5FCBE2C9CDE1E259D3311803',X'D441F55E87F6A6073060EB242CE4AF2B2489AC0DBEEEA4AF5CC36B3256072D9E',5,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-06","position":1,"promised_on":"2026-03-06","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-06","position":2,"promised_on":"2026-03-06","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-5","supplier":2}},"kind":"order entered","order":"A-5"}');
INSERT INTO "trail" VALUES(10,X'D441F55E87F6A6073060EB242CE4AF2B2489AC0DBEEEA4AF5CC36B3256072D9E',X'28D32BF791D245C1FFCC45D529817AE24F131D1EDD066ABDD4E637D02FEECC49',6,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-07","position":1,"promised_on":"2026-03-07","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-07","position":2,"promised_on":"2026-03-07","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-6","supplier":2}},"kind":"order entered","order":"A-6"}');
INSERT INTO "trail" VALUES(11,X'28D32BF791D245C1FFCC45D529817AE24F131D1EDD066ABDD4E637D02FEECC49',X'CBD7D36B6C15DAFA74E07B2B1C818F952B9870C9A6B8BA93603A6EF38B9F0852',NULL,'');
INSERT INTO "trail" VALUES(12,X'CBD7D36B6C15DAFA74E07B2B1C818F952B9870C9A6B8BA93603A6EF38B9F0852',X'EF1017C16929C9CA2AC895CE94948AD4ABAD97C3E53C9ABE9BD0E604850AF10B',8,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-09","position":1,"promised_on":"2026-03-09","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-09","position":2,"promised_on":"2026-03-09","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-8","supplier":2}},"kind":"order entered","order":"A-8"}');
INSERT INTO "trail" VALUES(13,X'EF1017C16929C9CA2AC895CE94948AD4ABAD97C3E53C9ABE9BD0E604850AF10B',X'382CB2C058663BAC780883F7D25713916686345774AA4D126FCFE2046117F6A9',9,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-10","position":1,"promised_on":"2026-03-10","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-10","position":2,"promised_on":"2026-03-10","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-9","supplier":2}},"kind":"order entered","order":"A-9"}');
INSERT INTO "trail" VALUES(14,X'382CB2C058663BAC780883F7D25713916686345774AA4D126FCFE2046117F6A9',X'8A23D35D401ABD993A8A88429085A6A566622F03B904CBC92BB4FB4AC2FF8B2B',10,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-11","position":1,"promised_on":"2026-03-11","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-11","position":2,"promised_on":"2026-03-11","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-10","supplier":2}},"kind":"order entered","order":"A-10"}');
INSERT INTO "trail" VALUES(15,X'8A23D35D401ABD993A8A88429085A6A566622F03B904CBC92BB4FB4AC2FF8B2B',X'FA762C90B6FD319A63E8C0A046EA77B3CB5666D223B002A5833836E1F06E3510',11,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-12","position":1,"promised_on":"2026-03-12","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-12","position":2,"promised_on":"2026-03-12","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-11","supplier":2}},"kind":"order entered","order":"A-11"}');
INSERT INTO "trail" VALUES(16,X'FA762C90B6FD319A63E8C0A046EA77B3CB5666D223B002A5833836E1F06E3510',X'D85D20805258BB63DA65E4DB63CC671181635113D7F42887C76CA818FE602296',12,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-13","position":1,"promised_on":"2026-03-13","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-13","position":2,"promised_on":"2026-03-13","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-12","supplier":2}},"kind":"order entered","order":"A-12"}');
INSERT INTO "trail" VALUES(17,X'D85D20805258BB63DA65E4DB63CC671181635113D7F42887C76CA818FE602296',X'668E0C7D3A87299EA20EC91FF2D54B4FBF6999533F99AEA0AD4DD126DB70ACB1',2,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-2"}');
INSERT INTO "trail" VALUES(18,X'668E0C7D3A87299EA20EC91FF2D54B4FBF6999533F99AEA0AD4DD126DB70ACB1',X'E013AC554F505333EABDD55DAEBC85FA9505A931852A1BBF9AE9A7FF24D9F6BD',3,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-3"}');
INSERT INTO "trail" VALUES(19,X'E013AC554F505333EABDD55DAEBC85FA9505A931852A1BBF9AE9A7FF24D9F6BD',X'3DF1F47EC771448682062A9C870F14F572B94528B8D71DC2E3151EE79573944E',4,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-4"}');
INSERT INTO "trail" VALUES(20,X'3DF1F47EC771448682062A9C870F14F572B94528B8D71DC2E3151EE79573944E',X'C8DAC3FC098CEABCC3C1446E5436B070396981583D4E33FA0C1DFDED9E29094E',5,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-5"}');
INSERT INTO "trail" VALUES(21,X'C8DAC3FC098CEABCC3C1446E5436B070396981583D4E33FA0C1DFDED9E29094E',X'A6D20761EEF28161BDC691F701F4131DAEF7FC33A5726E23A5B81C318F1D21AA',6,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-6"}');
INSERT INTO "trail" VALUES(22,X'A6D20761EEF28161BDC691F701F4131DAEF7FC33A5726E23A5B81C318F1D21AA',X'AD4B978FFC46D0D726EF3A078092B1850DCABAA29B2CBACF62EF40AF77989412',NULL,'');
INSERT INTO "trail" VALUES(23,X'AD4B978FFC46D0D726EF3A078092B1850DCABAA29B2CBACF62EF40AF77989412',X'8808F727F3DEE699F860DAEA1CA5EEE121F59CE7DEC530DA3D39AE173795560A',8,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-8"}');
INSERT INTO "trail" VALUES(24,X'8808F727F3DEE699F860DAEA1CA5EEE121F59CE7DEC530DA3D39AE173795560A',X'FD1A42F03CCC7F3C7ED147A944146EA20BAD42883C76372E32337EF192BD68A5',9,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-9"}');
INSERT INTO "trail" VALUES(25,X'FD1A42F03CCC7F3C7ED147A944146EA20BAD42883C76372E32337EF192BD68A5',X'4EB998E52BCFD2C5C26B1D9262A4D4FF14D1ED36A783AEC74ADF003E97C854BA',10,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-10"}');
INSERT INTO "trail" VALUES(26,X'4EB998E52BCFD2C5C26B1D9262A4D4FF14D1ED36A783AEC74ADF003E97C854BA',X'C5F8C7595C2F234D3DD2A90B7288AF42ED7EF686886221B4ABFFA925BB240AFF',11,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-11"}');
INSERT INTO "trail" VALUES(27,X'C5F8C7595C2F234D3DD2A90B7288AF42ED7EF686886221B4ABFFA925BB240AFF',X'F2131C7964E84C70CA9010F1C7847F72D3F220E55C35891710DFA9374458A3F0',12,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-12"}');
INSERT INTO "trail" VALUES(28,X'F2131C7964E84C70CA9010F1C7847F72D3F220E55C35891710DFA9374458A3F0',X'8EFF113DE02685992BEE910DBF3475CC6FE8208F368589800FAB8939BCFCA35B',3,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-3"}');
INSERT INTO "trail" VALUES(29,X'8EFF113DE02685992BEE910DBF3475CC6FE8208F368589800FAB8939BCFCA35B',X'F28A8BF5A1FE687EC2817BCF8AA94B1097BDDB914185CD88BB1450A69DDD3EE5',4,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-4"}');
INSERT INTO "trail" VALUES(30,X'F28A8BF5A1FE687EC2817BCF8AA94B1097BDDB914185CD88BB1450A69DDD3EE5',X'CB0D7CE8BA8515A595BF6D515AA4A398A9733E18E4B3C6CC9E4D78783E1C90D9',5,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-5"}');
INSERT INTO "trail" VALUES(31,X'CB0D7CE8BA8515A595BF6D515AA4A398A9733E18E4B3C6CC9E4D78783E1C90D9',X'6E093C5B519ADB161E4B3B205926879AC06D129266BC1B63E2406434120A5E77',6,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-6"}');
INSERT INTO "trail" VALUES(32,X'6E093C5B519ADB161E4B3B205926879AC06D129266BC1B63E2406434120A5E77',X'DC5DE902BAA67BB8BA8619781413B457123B81B4F956F2AE9310BAE66E9F8FFD',NULL,'');
INSERT INTO "trail" VALUES(33,X'DC5DE902BAA67BB8BA8619781413B457123B81B4F956F2AE9310BAE66E9F8FFD',X'B459179B37638BE0FDD63AC72E95F145359F181BF6AAD72FA4E44D917C896F73',8,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-8"}');
INSERT INTO "trail" VALUES(34,X'B459179B37638BE0FDD63AC72E95F145359F181BF6AAD72FA4E44D917C896F73',X'E72FD2B8758009FB2A6784373C9FD874F5E7A48A2CD35C04862F56A6C3FB917D',9,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-9"}');
INSERT INTO "trail" VALUES(35,X'E72FD2B8758009FB2A6784373C9FD874F5E7A48A2CD35C04862F56A6C3FB917D',X'03C0B2BEA1F126F3D1A9FF464BC3D174664E45DA5278C871810CD241A32666A4',3,'{"at":"2026-02-20T09:30:00Z","by":"Zoë","facts":{"cause":"strike at the port","expected_on":"2026-04-02","on":"2026-02-20"},"kind":"delay reported","order":"A-3"}');
INSERT INTO "trail" VALUES(36,X'03C0B2BEA1F126F3D1A9FF464BC3D174664E45DA5278C871810CD241A32666A4',X'F53227DA8D3DAD875AEC3D7AF9EB540ED3ADDE743B299E3483FC116043B53B97',4,'{"at":"2026-02-20T09:30:00Z","by":"Zoë","facts":{"carrier":"DHL","lines":[{"position":1,"quantity":40000}],"on":"2026-02-20","tracking":"JD0001"},"kind":"lines shipped","order":"A-4"}');
INSERT INTO "trail" VALUES(37,X'F53227DA8D3DAD875AEC3D7AF9EB540ED3ADDE743B299E3483FC116043B53B97',X'E82089DFE5DEB9DCFCE29DAAD539FCED28971C3533257BC8AEA9E950F472D76B',5,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-5"}');
INSERT INTO "trail" VALUES(38,X'E82089DFE5DEB9DCFCE29DAAD539FCED28971C3533257BC8AEA9E950F472D76B',X'B2F791CDE58CC657CF683D0AB1BCE8CA9DFABF3C7891EA691B082A769E2DCF6D',6,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-6"}');
INSERT INTO "trail" VALUES(39,X'B2F791CDE58CC657CF683D0AB1BCE8CA9DFABF3C7891EA691B082A769E2DCF6D',X'DB893F050CA71FE8873839AC6D3F3E799A2AAA5599B9F2F4C0C2A2CAA7C566B8',NULL,'');
INSERT INTO "trail" VALUES(40,X'DB893F050CA71FE8873839AC6D3F3E799A2AAA5599B9F2F4C0C2A2CAA7C566B8',X'C90E037350B6AAD0B8D2C3A0FD8C4F4C1D21C996A3FD53663DBF042A54DA2522',8,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-8"}');
INSERT INTO "trail" VALUES(41,X'C90E037350B6AAD0B8D2C3A0FD8C4F4C1D21C996A3FD53663DBF042A54DA2522',X'2E614C7071F7479073956306D18F0F5F50A4A6F9931034D57AC932FF344C5CB4',5,'{"at":"2026-02-24T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":100000,"reason":"rust","received_on":"2026-02-24","rejected":20000}},{"position":2,"receipt":{"quantity":25000,"received_on":"2026-02-24","rejected":0}}],"on":"2026-02-24"},"kind":"lines received","order":"A-5"}');
INSERT INTO "trail" VALUES(42,X'2E614C7071F7479073956306D18F0F5F50A4A6F9931034D57AC932FF344C5CB4',X'58F1EC471481AEB158050F35A9ACC1F98638D9305202A630708E7AB58BE1B2ED',6,'{"at":"2026-02-25T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":100000,"received_on":"2026-02-25","rejected":0}},{"position":2,"receipt":{"quantity":25000,"received_on":"2026-02-25","rejected":0}}],"on":"2026-02-25"},"kind":"lines received","order":"A-6"}');
INSERT INTO "trail" VALUES(43,X'58F1EC471481AEB158050F35A9ACC1F98638D9305202A630708E7AB58BE1B2ED',X'063BF9AB42D177FBA89AFD4AB343264495E491A3374D9391D5ECEADDCE41302B',NULL,'');
INSERT INTO "trail" VALUES(44,X'063BF9AB42D177FBA89AFD4AB343264495E491A3374D9391D5ECEADDCE41302B',X'ED6FD48704723F8AB01B790EA3EB96A0929FBC02CC23DC2F44955E010F02062D',6,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26","received_by":"Ms Weber"},"kind":"receipt confirmed","order":"A-6"}');
INSERT INTO "trail" VALUES(45,X'ED6FD48704723F8AB01B790EA3EB96A0929FBC02CC23DC2F44955E010F02062D',X'0C58ADC285F243F53975F2A72D7FAEA3F4F96F763A038D9C203D553B87BC4FD3',6,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26"},"kind":"order completed","order":"A-6"}');
INSERT INTO "trail" VALUES(46,X'0C58ADC285F243F53975F2A72D7FAEA3F4F96F763A038D9C203D553B87BC4FD3',X'4D00906D6B9F000417A41F520C93EFC98A88A93ADD045CDEFF8E79E5134936D9',NULL,'');
INSERT INTO "trail" VALUES(47,X'4D00906D6B9F000417A41F520C93EFC98A88A93ADD045CDEFF8E79E5134936D9',X'A296FD3B9DCB870608EB03D5A34BFCF3339A215AC4D2709A80CD614DEB5E164D',NULL,'');
INSERT INTO "trail" VALUES(48,X'A296FD3B9DCB870608EB03D5A34BFCF3339A215AC4D2709A80CD614DEB5E164D',X'01E75A236382130009FE39292817A1C4466D8FC2E30728046187C5572719B7F4',NULL,'');
INSERT INTO "trail" VALUES(49,X'01E75A236382130009FE39292817A1C4466D8FC2E30728046187C5572719B7F4',X'39E71C2CB0D13F7B67FF8F75620A15B2D27F7A94281F2C421672177C815AFFBF',9,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"cause":"customer withdrew","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-26"},"kind":"lines cancelled","order":"A-9"}');
INSERT INTO "trail" VALUES(50,X'39E71C2CB0D13F7B67FF8F75620A15B2D27F7A94281F2C421672177C815AFFBF',X'982A06BE0ABDB7C29FE4C7ABE24B831EB84BE581DA8601BF50E3A3786B905262',10,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"cause":"sold out","lines":[{"position":2,"quantity":10000}],"on":"2026-02-26"},"kind":"lines cancelled","order":"A-10"}');
INSERT INTO "trail" VALUES(51,X'982A06BE0ABDB7C29FE4C7ABE24B831EB84BE581DA8601BF50E3A3786B905262',X'08B079523CEF73008EA16F1FA9C65DA39D376DA016963E1EB4C4FE7A3B0D0E8A',11,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"cause":"tool broke","channel":"phone","on":"2026-02-26","promised_on":"2026-04-10","said_by":"Lee"},"kind":"promise revised","order":"A-11"}');
INSERT INTO "trail" VALUES(52,X'08B079523CEF73008EA16F1FA9C65DA39D376DA016963E1EB4C4FE7A3B0D0E8A',X'06385C34D9526914D5C93F83A72A590A4EA379AF3207DD229B2704A266A2C96E',12,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26","to":"processing"},"kind":"status moved","order":"A-12"}');
INSERT INTO "trail" VALUES(53,X'06385C34D9526914D5C93F83A72A590A4EA379AF3207DD229B2704A266A2C96E',X'4579AF3C644E09132FD9B42055F786C56961553623AC35061D44380C6E4B87BC',12,'{"at":"2026-02-27T09:30:00Z","by":"Zoë","facts":{"cause":"typed into the wrong order","seq":52},"kind":"event taken back","order":"A-12"}');
INSERT INTO "trail" VALUES(54,X'4579AF3C644E09132FD9B42055F786C56961553623AC35061D44380C6E4B87BC',X'577B123C99F6C2FAFA2DA30EC881362A7ED16AB38FD56920A79D5D619212FB59',10,'{"at":"2026-02-27T09:30:00Z","by":"Zoë","facts":{"changes":[{"field":"owner","new":"Zoë"},{"field":"priority","new":"urgent","old":"normal"},{"field":"quantity","new":"120000","old":"100000","position":1}]},"kind":"order edited","order":"A-10"}');
INSERT INTO "trail" VALUES(55,X'577B123C99F6C2FAFA2DA30EC881362A7ED16AB38FD56920A79D5D619212FB59',X'E5547618CC2DA5DA19967A47EDD7291810FAE81216F65CA6E7771FB53410CCB3',13,'{"at":"2026-02-27T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-27","is_history":true,"last_contact_on":"2025-06-03","lines":[{"first_promised_on":"2025-06-01","position":1,"promised_on":"2025-06-01","quantity":10000,"receipts":[{"quantity":10000,"received_on":"2025-06-03"}]}],"number":"H-1","status":"delivered","supplier":2}},"kind":"order entered","order":"H-1"}');
INSERT INTO "trail" VALUES(56,X'E5547618CC2DA5DA19967A47EDD7291810FAE81216F65CA6E7771FB53410CCB3',X'6C07E9A0A454D9ED38B7FB8D34CD7A1FD2533E6012EEFF70B33B86B5624C5097',NULL,'{"at":"2026-02-28T09:30:00Z","by":"Zoë","facts":{"party":{"id":3,"is_supplier":true,"merged_into":2,"name":"Kestrel Fastners"}},"kind":"party merged"}');
INSERT INTO "trail" VALUES(57,X'6C07E9A0A454D9ED38B7FB8D34CD7A1FD2533E6012EEFF70B33B86B5624C5097',X'22D7A1A55604F8CDF9E7E6FFA247CC489915A90934D89D969DBB3134D16A10A6',2,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-02-24","number":1,"position":1,"promised_on":"2026-03-03","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-2"}');
INSERT INTO "trail" VALUES(58,X'22D7A1A55604F8CDF9E7E6FFA247CC489915A90934D89D969DBB3134D16A10A6',X'B5CD55226510F02B6F952B5CA13102D54E0BA2699F6255FC95308C1073DA5D63',2,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-02-24","number":1,"position":2,"promised_on":"2026-03-03","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-2"}');
INSERT INTO "trail" VALUES(59,X'B5CD55226510F02B6F952B5CA13102D54E0BA2699F6255FC95308C1073DA5D63',X'25761E8E2020CCB8BCCE4E91406B3134AFC1956C0B689C41B19D1EA8C97BDA8A',3,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-02-27","number":1,"position":1,"promised_on":"2026-03-04","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-3"}');
INSERT INTO "trail" VALUES(60,X'25761E8E2020CCB8BCCE4E91406B3134AFC1956C0B689C41B19D1EA8C97BDA8A',X'15FD9B5B33B2CA683F436E29C7D290D3D6C0882A34B3D1455D8AC3F28F7D97B5',3,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-02-27","number":1,"position":2,"promised_on":"2026-03-04","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-3"}');
INSERT INTO "trail" VALUES(61,X'15FD9B5B33B2CA683F436E29C7D290D3D6C0882A34B3D1455D8AC3F28F7D97B5',X'6B11F079FD0EAA2590B612093B8E9CCB78B23901939FB773F9EAF7B322567F81',4,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-02-27","number":1,"position":1,"promised_on":"2026-03-05","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-4"}');
INSERT INTO "trail" VALUES(62,X'6B11F079FD0EAA2590B612093B8E9CCB78B23901939FB773F9EAF7B322567F81',X'0846FFC7DA1DA79DC0EA3041CBFAD7A913A1A5073FFE4C81BFC80AC019BFBE24',4,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-02-27","number":1,"position":2,"promised_on":"2026-03-05","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-4"}');
INSERT INTO "trail" VALUES(63,X'0846FFC7DA1DA79DC0EA3041CBFAD7A913A1A5073FFE4C81BFC80AC019BFBE24',X'F0845735C0F2FA2F2FC80F94F77420DCC06D97CDB101CC17BB1BF26BDAAE1D7F',8,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-02","number":1,"position":1,"promised_on":"2026-03-09","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-8"}');
INSERT INTO "trail" VALUES(64,X'F0845735C0F2FA2F2FC80F94F77420DCC06D97CDB101CC17BB1BF26BDAAE1D7F',X'EF8C98C55823B3C96E06ACF8D6E553C918C293F3A85FC04880FDB833B7A0A582',8,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-02","number":1,"position":2,"promised_on":"2026-03-09","raised_on":"2026-03-02","revision":1,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-8"}');
INSERT INTO "trail" VALUES(65,X'EF8C98C55823B3C96E06ACF8D6E553C918C293F3A85FC04880FDB833B7A0A582',X'5F01E3C59B63296DEBD9155BD3033FEDC581A5FBDF1E113B6F7978D23C66D6EA',NULL,'{"at":"2026-03-02T10:00:00Z","by":"Zoë","facts":{"as_of":"2026-03-02","decided":8,"revision":1},"kind":"round run"}');
INSERT INTO "trail" VALUES(66,X'5F01E3C59B63296DEBD9155BD3033FEDC581A5FBDF1E113B6F7978D23C66D6EA',X'FD7476C0827009C327EDA59EF4A43E09D3D49FCFA996AC3C88A4E2F03FBE6985',2,'{"at":"2026-03-02T10:05:00Z","by":"Zoë","facts":{"contact":{"actor":"Zoë","at":"2026-03-02T10:05:00Z","channel":"phone","made_on":"2026-03-02","note":"ships on Friday;\nthe rest \"soon\"","outcome":"promised","side":"supplier"}},"kind":"contact logged","order":"A-2"}');
INSERT INTO "trail" VALUES(67,X'FD7476C0827009C327EDA59EF4A43E09D3D49FCFA996AC3C88A4E2F03FBE6985',X'7A80463B42A5310B562B975E4ADECB31706852C080675AF2ED35AE0C33B20AD1',2,'{"at":"2026-03-02T10:05:00Z","by":"Zoë","facts":{"cause":"late steel","channel":"phone","on":"2026-03-02","promised_on":"2026-03-27","said_by":"Kestrel Fasteners"},"kind":"promise revised","order":"A-2"}');
INSERT INTO "trail" VALUES(68,X'7A80463B42A5310B562B975E4ADECB31706852C080675AF2ED35AE0C33B20AD1',X'7B403A63BF73CC504CECB3A84E5B0858354598A539D24613D35644F74C6CA2CE',3,'{"at":"2026-03-02T10:10:00Z","by":"Zoë","facts":{"contact":{"actor":"Zoë","ask_again_on":"2026-03-04","at":"2026-03-02T10:10:00Z","channel":"phone","made_on":"2026-03-02","note":"left a message","outcome":"no-answer","side":"supplier"}},"kind":"contact logged","order":"A-3"}');
INSERT INTO "trail" VALUES(69,X'7B403A63BF73CC504CECB3A84E5B0858354598A539D24613D35644F74C6CA2CE',X'C9B30F8738B798168453C51A630074E26C785536A64B6C94C48A305AC2524E42',3,'{"at":"2026-03-02T10:15:00Z","by":"Zoë","facts":{"contact":{"actor":"Zoë","at":"2026-02-27T15:40:00Z","channel":"email","made_on":"2026-02-27","note":"told them of the strike","outcome":"answered","side":"customer"}},"kind":"contact logged","order":"A-3"}');
INSERT INTO "trail" VALUES(70,X'C9B30F8738B798168453C51A630074E26C785536A64B6C94C48A305AC2524E42',X'256F11DE4FE5BC8DC58AD6D02E862959E2AEC15A5EC74F02A427C10F000C2B7A',4,'{"at":"2026-03-02T10:20:00Z","by":"Zoë","facts":{"contact":{"actor":"Zoë","at":"2026-03-02T10:20:00Z","channel":"portal","made_on":"2026-03-02","note":"asked for a date","outcome":"answered","side":"supplier"}},"kind":"contact logged","order":"A-4"}');
INSERT INTO "trail" VALUES(71,X'256F11DE4FE5BC8DC58AD6D02E862959E2AEC15A5EC74F02A427C10F000C2B7A',X'CB8EE15E05C2523F49A68C67842AC5CCE13EDE11153653C28A81FC347E9E8960',5,'{"at":"2026-03-02T11:00:00Z","by":"Zoë","facts":{"issue":{"cause":"two cartons crushed","kind":"damaged","number":2,"opened_at":"2026-03-02T11:00:00Z","position":1,"remedy":"replace","reopened":0,"severity":"high"}},"kind":"issue opened","order":"A-5"}');
INSERT INTO "trail" VALUES(72,X'CB8EE15E05C2523F49A68C67842AC5CCE13EDE11153653C28A81FC347E9E8960',X'F8FA4DF60C3E0F265B215B8242571169CB42C2E20419DD65012EA6F19F4171E2',5,'{"at":"2026-03-02T11:10:00Z","by":"Zoë","facts":{"at":"2026-03-02T11:10:00Z","note":"asked for photographs","number":2,"side":"customer"},"kind":"issue waiting","order":"A-5"}');
INSERT INTO "trail" VALUES(73,X'F8FA4DF60C3E0F265B215B8242571169CB42C2E20419DD65012EA6F19F4171E2',X'5EFB0BA8A3FF82B1A6F0B4EC49D304EF25DF4C8BCA52EFC1E9763D9EEA744936',5,'{"at":"2026-03-03T11:10:00Z","by":"Zoë","facts":{"at":"2026-03-03T11:10:00Z","note":"photographs came","number":2},"kind":"issue resumed","order":"A-5"}');
INSERT INTO "trail" VALUES(74,X'5EFB0BA8A3FF82B1A6F0B4EC49D304EF25DF4C8BCA52EFC1E9763D9EEA744936',X'4958B47876EF354DE4A9E1869B3165006691F4A95081C9B1C0C6E4B59409883E',4,'{"at":"2026-03-03T11:20:00Z","by":"Zoë","facts":{"issue":{"cause":"invoiced at the old price","kind":"price","number":1,"opened_at":"2026-03-03T11:20:00Z","reopened":0,"severity":"medium"}},"kind":"issue opened","order":"A-4"}');
INSERT INTO "trail" VALUES(75,X'4958B47876EF354DE4A9E1869B3165006691F4A95081C9B1C0C6E4B59409883E',X'78966E28993D0B883DC3C8254DA43AD9A206192A51C413CB7DAA7752E19D66CA',4,'{"at":"2026-03-03T11:30:00Z","by":"Zoë","facts":{"at":"2026-03-03T11:30:00Z","number":1,"remedy":"credit","resolution":"credit note 12"},"kind":"issue resolved","order":"A-4"}');
INSERT INTO "trail" VALUES(76,X'78966E28993D0B883DC3C8254DA43AD9A206192A51C413CB7DAA7752E19D66CA',X'FEDE0E082F8A20B413C2B288861EA6EEE06D8081F941DA6D56430215170257A7',4,'{"at":"2026-03-03T11:35:00Z","by":"Zoë","facts":{"at":"2026-03-03T11:35:00Z","cause":"the credit note is wrong, too","number":1},"kind":"issue reopened","order":"A-4"}');
INSERT INTO "trail" VALUES(77,X'FEDE0E082F8A20B413C2B288861EA6EEE06D8081F941DA6D56430215170257A7',X'6A4C5C0F54D9CDDA39C11CE9D4D778E6FE929DC50EB5F43201340AE6498E461F',3,'{"at":"2026-03-03T11:40:00Z","by":"Zoë","facts":{"enquiry":{"channel":"email","number":1,"received_at":"2026-03-03T11:40:00Z","sender":"Ms Weber","text":"Wann kommt der Rest?\nÜber Ostern?"}},"kind":"enquiry logged","order":"A-3"}');
INSERT INTO "trail" VALUES(78,X'6A4C5C0F54D9CDDA39C11CE9D4D778E6FE929DC50EB5F43201340AE6498E461F',X'EB98AE8AB3EEAD533996A7B9974BFC8649EDAFF54EA5CD8E8470DECF916B9C70',3,'{"at":"2026-03-03T12:40:00Z","by":"Zoë","facts":{"actor":"Zoë","at":"2026-03-03T12:40:00Z","channel":"phone","number":1,"text":"On the 2nd of April"},"kind":"enquiry answered","order":"A-3"}');
INSERT INTO "trail" VALUES(79,X'EB98AE8AB3EEAD533996A7B9974BFC8649EDAFF54EA5CD8E8470DECF916B9C70',X'156334AB5C030D92F1859501C5E207629018A53DD6E4A576A14CC558698255C4',3,'{"at":"2026-03-03T12:45:00Z","by":"Zoë","facts":{"enquiry":{"channel":"phone","number":2,"received_at":"2026-03-03T12:45:00Z","sender":"Ms Weber","text":"And the nuts?"}},"kind":"enquiry logged","order":"A-3"}');
INSERT INTO "trail" VALUES(80,X'156334AB5C030D92F1859501C5E207629018A53DD6E4A576A14CC558698255C4',X'A1BF3EF7486294AA430DA9F64DA82E2F5F40D37ADDE31708C61AF7D9CEADFFB8',NULL,'');
INSERT INTO "trail" VALUES(81,X'A1BF3EF7486294AA430DA9F64DA82E2F5F40D37ADDE31708C61AF7D9CEADFFB8',X'BAB28B950A2F9FC5E4605E07FFA0F273A9560D425A5D19293F85E200EBAA166B',NULL,'');
INSERT INTO "trail" VALUES(82,X'BAB28B950A2F9FC5E4605E07FFA0F273A9560D425A5D19293F85E200EBAA166B',X'F7190A450F2D4D8FEFFB01F91F9B26221330CE2CCE6EB93306FF5951D69C713D',10,'{"at":"2026-03-04T09:00:00Z","by":"Zoë","facts":{"escalation":{"expired":0,"number":1,"reason":"the plant has burnt down","revision":1,"started_at":"2026-03-04T09:00:00Z","subject":"by hand"}},"kind":"escalation started","order":"A-10"}');
INSERT INTO "trail" VALUES(83,X'F7190A450F2D4D8FEFFB01F91F9B26221330CE2CCE6EB93306FF5951D69C713D',X'10A672FD0F397B8DC6D746573AF3C2D3683A14D1A44ED73426BE70294A93349A',10,'{"at":"2026-03-04T09:00:00Z","by":"Zoë","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-05T09:00:00Z","at":"2026-03-04T09:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"the plant has burnt down"}]},"kind":"escalation told","order":"A-10"}');
INSERT INTO "trail" VALUES(84,X'10A672FD0F397B8DC6D746573AF3C2D3683A14D1A44ED73426BE70294A93349A',X'99059BF5A22A7EEDBC2D9E4864498ED1B8D9B4BFE1BF69C028A3D23E629FB36F',10,'{"at":"2026-03-04T09:30:00Z","by":"Zoë","facts":{"actor":"Zoë","at":"2026-03-04T09:30:00Z","note":"I call their manager","number":1},"kind":"escalation acknowledged","order":"A-10"}');
INSERT INTO "trail" VALUES(85,X'99059BF5A22A7EEDBC2D9E4864498ED1B8D9B4BFE1BF69C028A3D23E629FB36F',X'5B6BE42CACD6EEC0F60DE23B70B6EA5846F80516A535520FEB3A10DD0CA810E7',11,'{"at":"2026-03-04T10:00:00Z","by":"Zoë","facts":{"escalation":{"expired":0,"number":1,"reason":"no date holds","revision":1,"started_at":"2026-03-04T10:00:00Z","subject":"by hand"}},"kind":"escalation started","order":"A-11"}');
INSERT INTO "trail" VALUES(86,X'5B6BE42CACD6EEC0F60DE23B70B6EA5846F80516A535520FEB3A10DD0CA810E7',X'2CFCED797A9E160655A6CA0A5BBF4501E7EE26881DD932A72A02AD2DA4432AF0',11,'{"at":"2026-03-04T10:00:00Z","by":"Zoë","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-05T10:00:00Z","at":"2026-03-04T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"no date holds"}]},"kind":"escalation told","order":"A-11"}');
INSERT INTO "trail" VALUES(87,X'2CFCED797A9E160655A6CA0A5BBF4501E7EE26881DD932A72A02AD2DA4432AF0',X'478612A8A857247266C6423C1D2E614A2D6C7F982554B8F95C8165F447E89FB0',11,'{"at":"2026-03-04T10:30:00Z","by":"Zoë","facts":{"at":"2026-03-04T10:30:00Z","number":1,"why":"ships from stock"},"kind":"escalation ended","order":"A-11"}');
INSERT INTO "trail" VALUES(88,X'478612A8A857247266C6423C1D2E614A2D6C7F982554B8F95C8165F447E89FB0',X'B6E04AA991D677A3F1EDA118E8F60AD1144F26717A2997329F9233C6F0673DB4',NULL,'{"at":"2026-03-05T09:30:00Z","by":"Zoë","facts":{"description":"the same, shorter","from_on":"2026-03-05","number":2,"text":"zone = \"Europe/Berlin\"\n[week]\nmonday = [\"09:00-17:00\"]     # several intervals are fine: [\"08:00-12:00\", \"13:00-17:00\"]\ntuesday = [\"09:00-17:00\"]    # a night shift is two: until \"24:00\", and from \"00:00\" on the next day\nwednesday = [\"09:00-17:00\"]\nthursday = [\"09:00-17:00\"]\nfriday = [\"09:00-17:00\"]\nsaturday = []\nsunday = []\n[holidays]\n[holidays.own]\n[roles.clerk]\ninbox = true\n[roles.\"customer service\"]\ninbox = true\n[roles.\"team lead\"]\ninbox = true\n[roles.manager]\ninbox = true\n[roles.management]\ninbox = true\n[rules]\nkeep_informed = \"3bd\"\n[rules.silent]\nwithin = \"5bd\"\nquiet = \"5bd\"\n[rules.overdue]\nfirst = \"1bd\"\nevery = \"2bd\"\nmost = 3\n[[matrix]]\nlevel = 1\nname = \"team lead\"\nwhen = [\n  { overdue = \"3bd\" },\n  { followups_unanswered = 2 },\n  { before_due = \"2bd\", priority = \"urgent\", followups_unanswered = 1 },\n  { issue_severity = \"high\", issue_age = \"1bd\" },\n]\nto = [\"team lead\"]\nhow = [\"inbox\"]              # with addresses: [\"inbox\", \"email\"]\nacknowledge_within = \"8h\"\nprogress_within = \"2bd\"\n[[matrix]]\nlevel = 2\nname = \"manager\"\nwhen = [\n  { overdue = \"5bd\" },\n  { followups_unanswered = 3 },\n  { issue_severity = \"critical\", issue_age = \"4h\" },\n  { issue_severity = \"high\", issue_age = \"3bd\" },\n]\nto = [\"manager\"]\nhow = [\"inbox\"]\nacknowledge_within = \"1bd\"\nprogress_within = \"2bd\"\n[[matrix]]\nlevel = 3\nname = \"management\"\nwhen = [\n  { overdue = \"10bd\" },\n  { overdue = \"5bd\", priority = \"urgent\" },\n  { overdue = \"5bd\", value = { amount = 25000, currency = \"EUR\" } },\n  { issue_severity = \"critical\", issue_age = \"2bd\" },\n]\nto = [\"management\"]\nhow = [\"inbox\"]              # with numbers: [\"inbox\", \"phone\"]\nacknowledge_within = \"1bd\"\nprogress_within = \"5bd\"\n[targets]\non_time = \"95 %\"             # of what was promised\nresponse = \"8h\"              # from a customer''s question to the first answer\nresolution = \"5bd\"           # from an issue''s opening to its resolution\n[causes.supplier]\ncapacity = \"No capacity at the supplier\"\nmaterial = \"The supplier waits for material\"\nproduction = \"A fault in the supplier''s production\"\npicking = \"Picked, packed or labelled wrongly by the supplier\"\noversight = \"The supplier overlooked the order or the promise\"\n[causes.customer]\nchange = \"The customer changed the order\"\napproval = \"The customer''s approval or data came late\"\nsite = \"The customer could not take the goods\"\npayment = \"The customer''s payment is missing\"\n[causes.carrier]\ntransit = \"Late in transit\"\nlost = \"Lost in transit\"\ndamage = \"Damaged in transit\"\ncustoms = \"Held at customs\"\n[causes.desk]\nentry = \"Entered or placed wrongly or late by us\"\npromise = \"Promised by us what could not be kept\"\ndocuments = \"Our documents were wrong or missing\"\n[causes.other]\nweather = \"Weather or another force of nature\"\nstrike = \"A strike or a blockade\"\nunknown = \"Not known yet\"\n[[overrides]]\npriority = \"urgent\"\nsilent = { quiet = \"2bd\" }\noverdue = { every = \"1bd\" }\nkeep_informed = \"1bd\"\n[retention]\ndefault = \"10y\"\n[retention.classes]\nclosed = \"10y\"               # completed and closed out\ncancelled = \"6y\"             # cancelled altogether\nwith_issue = \"10y\"           # had an issue, however it ended\n"},"kind":"policy adopted"}');
INSERT INTO "trail" VALUES(89,X'B6E04AA991D677A3F1EDA118E8F60AD1144F26717A2997329F9233C6F0673DB4',X'BD4C809F4B3998846A6295A46DE8A62DDF6102BB4176840C52FE0311455CB29F',10,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-04","number":1,"position":1,"promised_on":"2026-03-11","raised_on":"2026-03-09","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-10"}');
INSERT INTO "trail" VALUES(90,X'BD4C809F4B3998846A6295A46DE8A62DDF6102BB4176840C52FE0311455CB29F',X'E224E921BCFB3FF69C4993C12822262AE5FAA620FEA497646FCCB0DAC2F0826A',10,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-04","number":1,"position":2,"promised_on":"2026-03-11","raised_on":"2026-03-09","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-10"}');
INSERT INTO "trail" VALUES(91,X'E224E921BCFB3FF69C4993C12822262AE5FAA620FEA497646FCCB0DAC2F0826A',X'32CC8B8C9ADE16427345CD82A4E2AD233C091DB5F1AE71B90526E78EDE6CE32B',10,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"escalation":{"expired":0,"number":2,"reason":"2bd before the promise of 2026-03-11, 1 follow-ups unanswered","revision":2,"started_at":"2026-03-09T10:00:00Z","subject":"late"}},"kind":"escalation started","order":"A-10"}');
INSERT INTO "trail" VALUES(92,X'32CC8B8C9ADE16427345CD82A4E2AD233C091DB5F1AE71B90526E78EDE6CE32B',X'179D32192FC556451FD1E9F6EC437162A16FCDED8F8841FE4123F07095D4281D',10,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"number":2,"tellings":[{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"2bd before the promise of 2026-03-11, 1 follow-ups unanswered"}]},"kind":"escalation told","order":"A-10"}');
INSERT INTO "trail" VALUES(93,X'179D32192FC556451FD1E9F6EC437162A16FCDED8F8841FE4123F07095D4281D',X'04AD336A37A813EAEAA0CD496DF83AC9D242B28935367D09EDBAD4E2D42930B4',10,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"at":"2026-03-09T10:00:00Z","number":1},"kind":"acknowledgement expired","order":"A-10"}');
INSERT INTO "trail" VALUES(94,X'04AD336A37A813EAEAA0CD496DF83AC9D242B28935367D09EDBAD4E2D42930B4',X'376660248B694ABE230D3B71901C816CCB5BC50C3DBAD702F9C6AAD5709EEAE7',10,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":2,"to":["manager"],"why":"no progress after it was taken up"}]},"kind":"escalation told","order":"A-10"}');
INSERT INTO "trail" VALUES(95,X'376660248B694ABE230D3B71901C816CCB5BC50C3DBAD702F9C6AAD5709EEAE7',X'26A6EF6C80A31442A85E99A69277F797DD7C435E082C74EB7111F1FAC5BBFBF5',12,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-06","number":1,"position":1,"promised_on":"2026-03-13","raised_on":"2026-03-09","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-12"}');
INSERT INTO "trail" VALUES(96,X'26A6EF6C80A31442A85E99A69277F797DD7C435E082C74EB7111F1FAC5BBFBF5',X'E80253C930406474CF1D315CD0295439AC3808C875526AEB7053974C0EB0BA1F',12,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-06","number":1,"position":2,"promised_on":"2026-03-13","raised_on":"2026-03-09","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-12"}');
INSERT INTO "trail" VALUES(97,X'E80253C930406474CF1D315CD0295439AC3808C875526AEB7053974C0EB0BA1F',X'88BB87A2A4463A87840CA7E61E2ADFC39537401179D8061A05BA80B8B74E365B',3,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-05","number":1,"position":1,"promised_on":"2026-03-04","raised_on":"2026-03-09","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-3"}');
INSERT INTO "trail" VALUES(98,X'88BB87A2A4463A87840CA7E61E2ADFC39537401179D8061A05BA80B8B74E365B',X'5C04D73336047A717F04B84548B5DE9486FE74DC0D853264F3ED34D5D52108D6',3,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-05","number":1,"position":2,"promised_on":"2026-03-04","raised_on":"2026-03-09","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-3"}');
INSERT INTO "trail" VALUES(99,X'5C04D73336047A717F04B84548B5DE9486FE74DC0D853264F3ED34D5D52108D6',X'26E466D2C6F433805461499170C882FB9255EEE39F7AE2756B4169BC850A48D6',3,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"escalation":{"expired":0,"number":1,"reason":"2 follow-ups unanswered","revision":2,"started_at":"2026-03-09T10:00:00Z","subject":"late"}},"kind":"escalation started","order":"A-3"}');
INSERT INTO "trail" VALUES(100,X'26E466D2C6F433805461499170C882FB9255EEE39F7AE2756B4169BC850A48D6',X'6F4FE2EF4C6F8C2FAB8C0D71A0F06A3DA85535D535690D7E3D344C3FDA3CE144',3,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"2 follow-ups unanswered"}]},"kind":"escalation told","order":"A-3"}');
INSERT INTO "trail" VALUES(101,X'6F4FE2EF4C6F8C2FAB8C0D71A0F06A3DA85535D535690D7E3D344C3FDA3CE144',X'25E3D4E796C6272C88F7C5B5331100EEC01162963EBAF887E0C3A66DD42A0E96',4,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-06","number":1,"position":1,"promised_on":"2026-03-05","raised_on":"2026-03-09","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-4"}');
INSERT INTO "trail" VALUES(102,X'25E3D4E796C6272C88F7C5B5331100EEC01162963EBAF887E0C3A66DD42A0E96',X'B08AE5EF2009C5565870D1E977878E28851BCA156A4FA3FC368DEEE955D92FAB',4,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-06","number":1,"position":2,"promised_on":"2026-03-05","raised_on":"2026-03-09","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-4"}');
INSERT INTO "trail" VALUES(103,X'B08AE5EF2009C5565870D1E977878E28851BCA156A4FA3FC368DEEE955D92FAB',X'6EA195A62A2F9878C7534D921D3EC3B3D71E1A1C770535789BFADABFB623EDAF',5,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-09","number":1,"position":1,"promised_on":"2026-03-06","raised_on":"2026-03-09","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-5"}');
INSERT INTO "trail" VALUES(104,X'6EA195A62A2F9878C7534D921D3EC3B3D71E1A1C770535789BFADABFB623EDAF',X'35F29C0ECACE149088A018E56FD1024CE56FF2C337755145D6FD6320F0F68529',5,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"escalation":{"expired":0,"issue":2,"number":1,"reason":"damaged of severity high, open for 3bd","revision":2,"started_at":"2026-03-09T10:00:00Z","subject":"issue"}},"kind":"escalation started","order":"A-5"}');
INSERT INTO "trail" VALUES(105,X'35F29C0ECACE149088A018E56FD1024CE56FF2C337755145D6FD6320F0F68529',X'DBD1F7949E759863AA8C42D493001772959712C1A3E392628AE117E3836429CA',5,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"number":1,"tellings":[{"at":"2026-03-09T10:00:00Z","ending":"skipped","level":1,"why":"level 2 is due as well"},{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":2,"to":["manager"],"why":"damaged of severity high, open for 3bd"}]},"kind":"escalation told","order":"A-5"}');
INSERT INTO "trail" VALUES(106,X'DBD1F7949E759863AA8C42D493001772959712C1A3E392628AE117E3836429CA',X'5348B54CB9308872480B719C5D9BF47456B1914273149E4CBC89A4BB73D87CFF',8,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-09","number":2,"position":1,"promised_on":"2026-03-09","raised_on":"2026-03-09","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-8"}');
INSERT INTO "trail" VALUES(107,X'5348B54CB9308872480B719C5D9BF47456B1914273149E4CBC89A4BB73D87CFF',X'4054B8E3351A09853643680552A42E49C848EFCFE5218EF7FFF0FA767178CE87',8,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"followups":[{"due_on":"2026-03-09","number":2,"position":2,"promised_on":"2026-03-09","raised_on":"2026-03-09","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-8"}');
INSERT INTO "trail" VALUES(108,X'4054B8E3351A09853643680552A42E49C848EFCFE5218EF7FFF0FA767178CE87',X'FB29CA78543CE96433AEE804894A7BD85F7E1E1B539FF73EFE3863306E172925',8,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"escalation":{"expired":0,"number":1,"reason":"2 follow-ups unanswered","revision":2,"started_at":"2026-03-09T10:00:00Z","subject":"late"}},"kind":"escalation started","order":"A-8"}');
INSERT INTO "trail" VALUES(109,X'FB29CA78543CE96433AEE804894A7BD85F7E1E1B539FF73EFE3863306E172925',X'8E445AFED4F11001752614676DD02EA03546E9FB38AE3F4F5248B9BCEA99FE83',8,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-10T10:00:00Z","at":"2026-03-09T10:00:00Z","ending":"told","level":1,"to":["team lead"],"why":"2 follow-ups unanswered"}]},"kind":"escalation told","order":"A-8"}');
INSERT INTO "trail" VALUES(110,X'8E445AFED4F11001752614676DD02EA03546E9FB38AE3F4F5248B9BCEA99FE83',X'4D574EEA5A14162A68E05713F422D3604C2B67BF1701035C0C09983BD0B63014',NULL,'{"at":"2026-03-09T10:00:00Z","by":"Zoë","facts":{"as_of":"2026-03-09","decided":21,"revision":2},"kind":"round run"}');
INSERT INTO "trail" VALUES(111,X'4D574EEA5A14162A68E05713F422D3604C2B67BF1701035C0C09983BD0B63014',X'4B459FBA3FD31FE9FDBF786E79BCAD3B3FB6BCDB1494CE93211C576F7A4027C1',NULL,'');
INSERT INTO "trail" VALUES(112,X'4B459FBA3FD31FE9FDBF786E79BCAD3B3FB6BCDB1494CE93211C576F7A4027C1',X'E245060A1B79D1C7D640124745B9ABEB2543F19393752EBDA5DBF4B981BE5F61',NULL,'');
INSERT INTO "trail" VALUES(113,X'E245060A1B79D1C7D640124745B9ABEB2543F19393752EBDA5DBF4B981BE5F61',X'B34FD13A775DCDA0062AF9BE84ED186C271D40151AD92E592D29122789B25DFD',NULL,'');
INSERT INTO "trail" VALUES(114,X'B34FD13A775DCDA0062AF9BE84ED186C271D40151AD92E592D29122789B25DFD',X'2582DF3E6AF74584B7C46DA2E160EFA4B1600361A59E9C9A135E0182EEEF8432',NULL,'');
INSERT INTO "trail" VALUES(115,X'2582DF3E6AF74584B7C46DA2E160EFA4B1600361A59E9C9A135E0182EEEF8432',X'F8622FEE91F65AA180259AD548598873B6EAD9CC9994C0F876AF9E23E7D7E756',NULL,'');
INSERT INTO "trail" VALUES(116,X'F8622FEE91F65AA180259AD548598873B6EAD9CC9994C0F876AF9E23E7D7E756',X'723A3EF016303321D5D2DD9372412B018B47A72C2B243A310B1968839735BCF7',NULL,'');
INSERT INTO "trail" VALUES(117,X'723A3EF016303321D5D2DD9372412B018B47A72C2B243A310B1968839735BCF7',X'CD7856829A06C3EB8C5FE95E42C97E37D324CA5BE474A57FEFCCEE879A005505',NULL,'{"at":"2036-01-01T10:50:00Z","by":"Zoë","facts":{"cause":"request of 2026-03-10","digest":"8cb35476c8991ca820b7686ad274f06b6a6ecbe95328d1281c3b1ee9f557cf6a","events":3,"party":{"id":4,"is_customer":true,"name":"erased party 4"}},"kind":"party erased"}');
INSERT INTO "trail" VALUES(118,X'CD7856829A06C3EB8C5FE95E42C97E37D324CA5BE474A57FEFCCEE879A005505',X'0A37290CEB50B1BB75CC3287D28932153D3D26E49D3960C782845732C2A9F777',9,'{"at":"2036-01-02T11:00:00Z","by":"Zoë","facts":{"cause":"lawsuit 7"},"kind":"order held","order":"A-9"}');
INSERT INTO "trail" VALUES(119,X'0A37290CEB50B1BB75CC3287D28932153D3D26E49D3960C782845732C2A9F777',X'A260BD0F328BD00BFDD5CDAE87A64AD4C122432CE813B7114147A8901A1A4962',NULL,'{"at":"2037-03-16T11:00:00Z","by":"Zoë","facts":{"digest":"876e29977b5dd916d15b4c036b619e1132c5eed9e66762c74c8bc25160d4de13","events":15,"file":"orders-archive.db","numbers":["A-7","E-1"]},"kind":"orders archived"}');
INSERT INTO "trail" VALUES(120,X'A260BD0F328BD00BFDD5CDAE87A64AD4C122432CE813B7114147A8901A1A4962',X'46E2ADBEF7D46EE554825D596ECC69B8E819B028D80CC684C914E683C357FD5F',1,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-13","number":1,"position":1,"promised_on":"2026-03-20","raised_on":"2026-03-20","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-1"}');
INSERT INTO "trail" VALUES(121,X'46E2ADBEF7D46EE554825D596ECC69B8E819B028D80CC684C914E683C357FD5F',X'0048A4F913BF4C2B8BEC462629E9E88EBAE2D03F9178429133C12D913DA0D5C7',1,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-13","number":1,"position":2,"promised_on":"2026-03-20","raised_on":"2026-03-20","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-1"}');
INSERT INTO "trail" VALUES(122,X'0048A4F913BF4C2B8BEC462629E9E88EBAE2D03F9178429133C12D913DA0D5C7',X'C22B08FBDE80C0772258D29BCAB226E422C59A7F749BF95FED2C3CFBD46AB750',10,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-12","number":1,"position":1,"promised_on":"2026-03-11","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-10"}');
INSERT INTO "trail" VALUES(123,X'C22B08FBDE80C0772258D29BCAB226E422C59A7F749BF95FED2C3CFBD46AB750',X'D13EDA106C9648EDA899861CD423772C3D4DAB1212785AECEC94F19CD12303DD',10,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-12","number":1,"position":2,"promised_on":"2026-03-11","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-10"}');
INSERT INTO "trail" VALUES(124,X'D13EDA106C9648EDA899861CD423772C3D4DAB1212785AECEC94F19CD12303DD',X'D55D4141E781403ABC61DAEA54BF1000FFE2EA4D82189EA77787D018AA4BFD53',10,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":2,"tellings":[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"5bd after the promise of 2026-03-11"}]},"kind":"escalation told","order":"A-10"}');
INSERT INTO "trail" VALUES(125,X'D55D4141E781403ABC61DAEA54BF1000FFE2EA4D82189EA77787D018AA4BFD53',X'DF84340B83FCE1EC70E17E7CFAF50FD74E5839B1AD180F2C541B8487509678D5',10,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"not taken up by 2026-03-10 11:00"}]},"kind":"escalation told","order":"A-10"}');
INSERT INTO "trail" VALUES(126,X'DF84340B83FCE1EC70E17E7CFAF50FD74E5839B1AD180F2C541B8487509678D5',X'7B65763E729110503BC42D143BB2476F1BFBFFB118895F4744209C3CD0068F49',12,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-16","number":1,"position":1,"promised_on":"2026-03-13","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-12"}');
INSERT INTO "trail" VALUES(127,X'7B65763E729110503BC42D143BB2476F1BFBFFB118895F4744209C3CD0068F49',X'53BD88CE80206F135C54BEFAD429478F4D5A3CC55EA66FB3FD7D9E56D7313834',12,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-16","number":1,"position":2,"promised_on":"2026-03-13","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-12"}');
INSERT INTO "trail" VALUES(128,X'53BD88CE80206F135C54BEFAD429478F4D5A3CC55EA66FB3FD7D9E56D7313834',X'C1509D9C9CE51F6186D65043CBCD94393017296EF9FEB4EB8376C1950CB3C106',12,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"escalation":{"expired":0,"number":1,"reason":"5bd after the promise of 2026-03-13","revision":2,"started_at":"2026-03-20T09:30:00Z","subject":"late"}},"kind":"escalation started","order":"A-12"}');
INSERT INTO "trail" VALUES(129,X'C1509D9C9CE51F6186D65043CBCD94393017296EF9FEB4EB8376C1950CB3C106',X'2D4C9A59EDFCBB2F53BB9163987FCF091B5F4864749A0AB1D078E4FAD732AB28',12,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":1,"tellings":[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":1,"why":"level 2 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":2,"to":["manager"],"why":"5bd after the promise of 2026-03-13"}]},"kind":"escalation told","order":"A-12"}');
INSERT INTO "trail" VALUES(130,X'2D4C9A59EDFCBB2F53BB9163987FCF091B5F4864749A0AB1D078E4FAD732AB28',X'F1C03E40A546E81E115D0B70E0A515D539C744CE16B016A3ABB975921A417D3B',2,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-20","number":1,"position":1,"promised_on":"2026-03-27","raised_on":"2026-03-20","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-2"}');
INSERT INTO "trail" VALUES(131,X'F1C03E40A546E81E115D0B70E0A515D539C744CE16B016A3ABB975921A417D3B',X'38B560ABC4EF021AA8721424A265CB73457F1DE9CC366106D72ACBA9603BCEBB',2,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-20","number":1,"position":2,"promised_on":"2026-03-27","raised_on":"2026-03-20","revision":2,"rule":"silent"}]},"kind":"follow-ups raised","order":"A-2"}');
INSERT INTO "trail" VALUES(132,X'38B560ABC4EF021AA8721424A265CB73457F1DE9CC366106D72ACBA9603BCEBB',X'928B2332D40569CC39FB6CC06837C83ED5802FB730F2264CED0BE5859FD74103',3,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-11","number":2,"position":1,"promised_on":"2026-03-04","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-3"}');
INSERT INTO "trail" VALUES(133,X'928B2332D40569CC39FB6CC06837C83ED5802FB730F2264CED0BE5859FD74103',X'7E4B58AD8BCBD0EE95BFADC2132D267F6F088244A102294C66BA54310678E5ED',3,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-11","number":2,"position":2,"promised_on":"2026-03-04","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-3"}');
INSERT INTO "trail" VALUES(134,X'7E4B58AD8BCBD0EE95BFADC2132D267F6F088244A102294C66BA54310678E5ED',X'CA5EADD8A5DAE3E399FC0E266A1908DE6DEA7A87E13C3F4BABEBAEB3554C45EF',3,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":1,"tellings":[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"10bd after the promise of 2026-03-04"}]},"kind":"escalation told","order":"A-3"}');
INSERT INTO "trail" VALUES(135,X'CA5EADD8A5DAE3E399FC0E266A1908DE6DEA7A87E13C3F4BABEBAEB3554C45EF',X'CDDA7E6BDE7C354BD7EFD09C1243233C166B8869FF62669789FAA922F3CF21E9',4,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-11","number":2,"position":1,"promised_on":"2026-03-05","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-4"}');
INSERT INTO "trail" VALUES(136,X'CDDA7E6BDE7C354BD7EFD09C1243233C166B8869FF62669789FAA922F3CF21E9',X'35CD70AC636BF49783CABEE4F2EDDC2FFAA855552C13A475EDF35A213552DBA8',4,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-11","number":2,"position":2,"promised_on":"2026-03-05","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-4"}');
INSERT INTO "trail" VALUES(137,X'35CD70AC636BF49783CABEE4F2EDDC2FFAA855552C13A475EDF35A213552DBA8',X'349E3281C9585EF4C0334B5C145C3F161F07A5CC84DA653E8DD856E03DAD2B75',4,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"escalation":{"expired":0,"number":1,"reason":"10bd after the promise of 2026-03-05","revision":2,"started_at":"2026-03-20T09:30:00Z","subject":"late"}},"kind":"escalation started","order":"A-4"}');
INSERT INTO "trail" VALUES(138,X'349E3281C9585EF4C0334B5C145C3F161F07A5CC84DA653E8DD856E03DAD2B75',X'27F0B5543412969BE9FE7BA3CFCCE9AC1941A0BD7EA349097A1050899552BD43',4,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":1,"tellings":[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":1,"why":"level 3 is due as well"},{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"10bd after the promise of 2026-03-05"}]},"kind":"escalation told","order":"A-4"}');
INSERT INTO "trail" VALUES(139,X'27F0B5543412969BE9FE7BA3CFCCE9AC1941A0BD7EA349097A1050899552BD43',X'2C0A89F9E209C43DA367877CEA49629927BD39ECCD558D51D0959623B9C8EB8E',5,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-11","number":2,"position":1,"promised_on":"2026-03-06","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-5"}');
INSERT INTO "trail" VALUES(140,X'2C0A89F9E209C43DA367877CEA49629927BD39ECCD558D51D0959623B9C8EB8E',X'B17AA76B18FCFF46C6FA8E0E56B89C644F9B01BBFB3A9EB39BC323C2C40B7DAA',5,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"escalation":{"expired":0,"number":2,"reason":"10bd after the promise of 2026-03-06","revision":2,"started_at":"2026-03-20T09:30:00Z","subject":"late"}},"kind":"escalation started","order":"A-5"}');
INSERT INTO "trail" VALUES(141,X'B17AA76B18FCFF46C6FA8E0E56B89C644F9B01BBFB3A9EB39BC323C2C40B7DAA',X'F38A067B7883DA412A8C1A76A3F1266EDD9DC1C52C25980477032909774E8942',5,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":2,"tellings":[{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":1,"why":"level 3 is due as well"},{"at":"2026-03-20T09:30:00Z","ending":"skipped","level":2,"why":"level 3 is due as well"},{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"10bd after the promise of 2026-03-06"}]},"kind":"escalation told","order":"A-5"}');
INSERT INTO "trail" VALUES(142,X'F38A067B7883DA412A8C1A76A3F1266EDD9DC1C52C25980477032909774E8942',X'089C82216E73F10ED0F0A46F35389C5A845917EE9383960BAC8A864F493F0375',5,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":3,"to":["management"],"why":"not taken up by 2026-03-10 11:00"}]},"kind":"escalation told","order":"A-5"}');
INSERT INTO "trail" VALUES(143,X'089C82216E73F10ED0F0A46F35389C5A845917EE9383960BAC8A864F493F0375',X'20CE571DDDF097393BF2CB3BB52FECB33309D94CA4A48237719CA1F6B8440386',8,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-10","number":1,"position":1,"promised_on":"2026-03-09","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-8"}');
INSERT INTO "trail" VALUES(144,X'20CE571DDDF097393BF2CB3BB52FECB33309D94CA4A48237719CA1F6B8440386',X'8920AD321A58D63C0A5CDB1F47BE9DF7FF16842D3D672D9E0198691B8756D25A',8,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"followups":[{"due_on":"2026-03-10","number":1,"position":2,"promised_on":"2026-03-09","raised_on":"2026-03-20","revision":2,"rule":"overdue"}]},"kind":"follow-ups raised","order":"A-8"}');
INSERT INTO "trail" VALUES(145,X'8920AD321A58D63C0A5CDB1F47BE9DF7FF16842D3D672D9E0198691B8756D25A',X'CD41CA097D885F2A1F00706E36231D2B38595B736016E15A216833C12F6D87CD',8,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"number":1,"tellings":[{"acknowledge_by":"2026-03-23T09:30:00Z","at":"2026-03-20T09:30:00Z","ending":"told","level":2,"to":["manager"],"why":"5bd after the promise of 2026-03-09"}]},"kind":"escalation told","order":"A-8"}');
INSERT INTO "trail" VALUES(146,X'CD41CA097D885F2A1F00706E36231D2B38595B736016E15A216833C12F6D87CD',X'37CBAFDD650049F625F9D9A2D7622C0D8DC031F47A56E1F312FB5F6285A0935F',NULL,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"as_of":"2026-03-20","decided":26,"revision":2},"kind":"round run"}');
INSERT INTO "trail" VALUES(147,X'37CBAFDD650049F625F9D9A2D7622C0D8DC031F47A56E1F312FB5F6285A0935F',X'62335834D58D580EDBD469EF4B936CBCE679F584C1CACA9523F271C41A1B053E',3,'{"at":"2026-03-20T09:30:00Z","by":"anna","facts":{"contact":{"actor":"anna","at":"2026-03-20T08:00:00Z","channel":"email","digest":"234fd98bfa999a20ec5bf63f05cfbf64580137280e2c591e759dc49302539c52","made_on":"2026-03-20","message":1,"note":"Order A-3","outcome":"answered","side":"supplier"}},"kind":"contact logged","order":"A-3"}');
CREATE INDEX orders_by_status ON orders (status);
CREATE INDEX lines_delivered ON lines (delivered_on);
CREATE INDEX trail_by_order ON trail (order_id);
CREATE INDEX orders_unfinished ON orders (status) WHERE CASE WHEN status IN ('closed', 'cancelled') THEN 0 WHEN status IN ('delivered', 'completed') AND is_history = 1 AND version = 1 THEN 0 ELSE 1 END = 1;
CREATE INDEX orders_by_customer_ref ON orders (customer_id, customer_ref) WHERE customer_ref IS NOT NULL;
CREATE INDEX lines_open ON lines (promised_on) WHERE open_quantity > 0;
CREATE INDEX followups_to_make ON followups (order_id) WHERE asked_at IS NULL;
CREATE INDEX issues_open ON issues (order_id) WHERE resolved_at IS NULL;
CREATE INDEX escalations_running ON escalations (order_id) WHERE ended_at IS NULL;
CREATE INDEX enquiries_unanswered ON enquiries (order_id) WHERE answered_at IS NULL;
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail WHEN NOT (NEW.body IS '' AND NEW.seq IS OLD.seq
AND NEW.prev IS OLD.prev AND NEW.hash IS OLD.hash
AND (NEW.order_id IS NULL OR NEW.order_id IS OLD.order_id)
AND EXISTS (SELECT 1 FROM stubs WHERE stubs.seq = OLD.seq)) BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER stubs_no_update BEFORE UPDATE ON stubs BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER stubs_no_delete BEFORE DELETE ON stubs BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE INDEX notices_to_send ON notices (id) WHERE state IN ('queued', 'sending');
CREATE INDEX notices_unread ON notices (recipient) WHERE channel = 'inbox' AND read_at IS NULL;
CREATE INDEX notices_failed ON notices (id) WHERE state = 'failed';
CREATE INDEX notices_of_party ON notices (party_id, sent_at) WHERE party_id IS NOT NULL;
CREATE INDEX notices_by_cause ON notices (cause) WHERE state IN ('queued', 'failed');
CREATE INDEX notice_orders_by_notice ON notice_orders (notice_id);
CREATE UNIQUE INDEX messages_in_once ON messages (message_id) WHERE direction = 'in' AND message_id IS NOT NULL;
CREATE UNIQUE INDEX messages_in_by_digest ON messages (digest) WHERE direction = 'in';
CREATE INDEX messages_by_message_id ON messages (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX messages_to_do ON messages (at) WHERE state <> 'done';
CREATE INDEX messages_of_notice ON messages (notice_id) WHERE notice_id IS NOT NULL;
CREATE INDEX message_orders_by_message ON message_orders (message_id);
CREATE VIRTUAL TABLE correspondence USING fts5(text, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO correspondence (rowid, text) VALUES(2,'ships on friday the rest soon');
INSERT INTO correspondence (rowid, text) VALUES(3,'left a message told them of the strike order a 3 wann kommt der rest uber ostern on the 2nd of april and the nuts order a 3 a 3 ships on friday the rest soon');
INSERT INTO correspondence (rowid, text) VALUES(4,'asked for a date');
COMMIT;
