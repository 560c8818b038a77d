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
CREATE TABLE book (
"key" TEXT NOT NULL,
value TEXT NOT NULL,
PRIMARY KEY ("key")
)
STRICT
;
INSERT INTO "book" VALUES('archive_digest','876e29977b5dd916d15b4c036b619e1132c5eed9e66762c74c8bc25160d4de13');
INSERT INTO "book" VALUES('archive_events','15');
INSERT INTO "book" VALUES('archive_of','orders.db');
INSERT INTO "book" VALUES('created_at','2037-03-16T11:00:00Z');
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
INSERT INTO "contacts" VALUES(7,1,'2026-03-16T10:50:00Z','2026-03-16','phone','customer','Zoë','answered','thanked them',NULL,NULL,NULL);
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
INSERT INTO "enquiries" VALUES(7,1,1,'Ms Weber','2026-03-03T13:00:00Z','email','2026-03-03T13:30:00Z','Zoë','In the parcel','email','Where is the invoice?');
INSERT INTO "enquiries" VALUES(14,1,1,'erased','2026-03-02T14:10:00Z','email','2026-03-02T14:20:00Z','Zoë','erased','email','erased');
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
INSERT INTO "lines" VALUES(7,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-08','2026-03-08',NULL,'2026-02-21','2026-02-25',NULL,100000,100000,0,0);
INSERT INTO "lines" VALUES(7,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-08','2026-03-08',NULL,'2026-02-21','2026-02-25',NULL,25000,25000,0,0);
INSERT INTO "lines" VALUES(14,1,NULL,NULL,NULL,10000,NULL,NULL,NULL,'2026-03-09','2026-03-09',NULL,NULL,NULL,'2026-03-02',0,0,10000,0);
CREATE TABLE message_orders (
    order_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    PRIMARY KEY (order_id, message_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(message_id) REFERENCES messages (id)
) WITHOUT ROWID, STRICT;
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
CREATE TABLE notice_orders (
    order_id INTEGER NOT NULL, notice_id INTEGER NOT NULL,
    PRIMARY KEY (order_id, notice_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(notice_id) REFERENCES notices (id)
) WITHOUT ROWID, STRICT;
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
INSERT INTO "orders" VALUES(7,'A-7',1,2,'closed','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03','Ms Weber','2026-02-26','2026-02-26','2026-02-26',NULL,'2026-03-16',NULL,'2026-02-02',11);
INSERT INTO "orders" VALUES(14,'E-1',4,2,'cancelled','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-03-02',NULL,NULL,'2026-03-02',4);
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
INSERT INTO "receipts" VALUES(7,1,1,100000,'2026-02-25',0,NULL);
INSERT INTO "receipts" VALUES(7,2,1,25000,'2026-02-25',0,NULL);
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
INSERT INTO "shipments" VALUES(7,1,1,100000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(7,2,1,25000,'2026-02-21','UPS',NULL);
CREATE TABLE stubs (
seq INTEGER NOT NULL,
told_by INTEGER NOT NULL,
rest TEXT,
PRIMARY KEY (seq, told_by)
)
WITHOUT ROWID,
STRICT
;
INSERT INTO "stubs" VALUES(113,117,'{"at":"2026-03-02T14:10:00Z","by":"Zoë","facts":{"enquiry":{"channel":"email","number":1,"received_at":"2026-03-02T14:10:00Z","sender":"erased","text":"erased"}},"kind":"enquiry logged","order":"E-1"}');
INSERT INTO "stubs" VALUES(114,117,'{"at":"2026-03-02T14:20:00Z","by":"Zoë","facts":{"actor":"Zoë","at":"2026-03-02T14:20:00Z","channel":"email","number":1,"text":"erased"},"kind":"enquiry answered","order":"E-1"}');
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
INSERT INTO "trail" VALUES(11,X'28D32BF791D245C1FFCC45D529817AE24F131D1EDD066ABDD4E637D02FEECC49',X'CBD7D36B6C15DAFA74E07B2B1C818F952B9870C9A6B8BA93603A6EF38B9F0852',7,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-08","position":1,"promised_on":"2026-03-08","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-08","position":2,"promised_on":"2026-03-08","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-7","supplier":2}},"kind":"order entered","order":"A-7"}');
INSERT INTO "trail" VALUES(22,X'A6D20761EEF28161BDC691F701F4131DAEF7FC33A5726E23A5B81C318F1D21AA',X'AD4B978FFC46D0D726EF3A078092B1850DCABAA29B2CBACF62EF40AF77989412',7,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-7"}');
INSERT INTO "trail" VALUES(32,X'6E093C5B519ADB161E4B3B205926879AC06D129266BC1B63E2406434120A5E77',X'DC5DE902BAA67BB8BA8619781413B457123B81B4F956F2AE9310BAE66E9F8FFD',7,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-7"}');
INSERT INTO "trail" VALUES(39,X'B2F791CDE58CC657CF683D0AB1BCE8CA9DFABF3C7891EA691B082A769E2DCF6D',X'DB893F050CA71FE8873839AC6D3F3E799A2AAA5599B9F2F4C0C2A2CAA7C566B8',7,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-7"}');
INSERT INTO "trail" VALUES(43,X'58F1EC471481AEB158050F35A9ACC1F98638D9305202A630708E7AB58BE1B2ED',X'063BF9AB42D177FBA89AFD4AB343264495E491A3374D9391D5ECEADDCE41302B',7,'{"at":"2026-02-25T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":100000,"received_on":"2026-02-25","rejected":0}},{"position":2,"receipt":{"quantity":25000,"received_on":"2026-02-25","rejected":0}}],"on":"2026-02-25"},"kind":"lines received","order":"A-7"}');
INSERT INTO "trail" VALUES(46,X'0C58ADC285F243F53975F2A72D7FAEA3F4F96F763A038D9C203D553B87BC4FD3',X'4D00906D6B9F000417A41F520C93EFC98A88A93ADD045CDEFF8E79E5134936D9',7,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"note":"all well","on":"2026-02-26","received_by":"Ms Weber"},"kind":"receipt confirmed","order":"A-7"}');
INSERT INTO "trail" VALUES(47,X'4D00906D6B9F000417A41F520C93EFC98A88A93ADD045CDEFF8E79E5134936D9',X'A296FD3B9DCB870608EB03D5A34BFCF3339A215AC4D2709A80CD614DEB5E164D',7,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26"},"kind":"order completed","order":"A-7"}');
INSERT INTO "trail" VALUES(48,X'A296FD3B9DCB870608EB03D5A34BFCF3339A215AC4D2709A80CD614DEB5E164D',X'01E75A236382130009FE39292817A1C4466D8FC2E30728046187C5572719B7F4',7,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"note":"all well","on":"2026-02-26"},"kind":"order closed","order":"A-7"}');
INSERT INTO "trail" VALUES(80,X'156334AB5C030D92F1859501C5E207629018A53DD6E4A576A14CC558698255C4',X'A1BF3EF7486294AA430DA9F64DA82E2F5F40D37ADDE31708C61AF7D9CEADFFB8',7,'{"at":"2026-03-03T13:00:00Z","by":"Zoë","facts":{"enquiry":{"channel":"email","number":1,"received_at":"2026-03-03T13:00:00Z","sender":"Ms Weber","text":"Where is the invoice?"}},"kind":"enquiry logged","order":"A-7"}');
INSERT INTO "trail" VALUES(81,X'A1BF3EF7486294AA430DA9F64DA82E2F5F40D37ADDE31708C61AF7D9CEADFFB8',X'BAB28B950A2F9FC5E4605E07FFA0F273A9560D425A5D19293F85E200EBAA166B',7,'{"at":"2026-03-03T13:30:00Z","by":"Zoë","facts":{"actor":"Zoë","at":"2026-03-03T13:30:00Z","channel":"email","number":1,"text":"In the parcel"},"kind":"enquiry answered","order":"A-7"}');
INSERT INTO "trail" VALUES(112,X'4B459FBA3FD31FE9FDBF786E79BCAD3B3FB6BCDB1494CE93211C576F7A4027C1',X'E245060A1B79D1C7D640124745B9ABEB2543F19393752EBDA5DBF4B981BE5F61',14,'{"at":"2026-03-02T14:00:00Z","by":"Zoë","facts":{"order":{"customer":4,"entered_on":"2026-03-02","lines":[{"first_promised_on":"2026-03-09","position":1,"promised_on":"2026-03-09","quantity":10000}],"number":"E-1","supplier":2}},"kind":"order entered","order":"E-1"}');
INSERT INTO "trail" VALUES(113,X'E245060A1B79D1C7D640124745B9ABEB2543F19393752EBDA5DBF4B981BE5F61',X'B34FD13A775DCDA0062AF9BE84ED186C271D40151AD92E592D29122789B25DFD',14,'');
INSERT INTO "trail" VALUES(114,X'B34FD13A775DCDA0062AF9BE84ED186C271D40151AD92E592D29122789B25DFD',X'2582DF3E6AF74584B7C46DA2E160EFA4B1600361A59E9C9A135E0182EEEF8432',14,'');
INSERT INTO "trail" VALUES(115,X'2582DF3E6AF74584B7C46DA2E160EFA4B1600361A59E9C9A135E0182EEEF8432',X'F8622FEE91F65AA180259AD548598873B6EAD9CC9994C0F876AF9E23E7D7E756',14,'{"at":"2026-03-02T14:30:00Z","by":"Zoë","facts":{"cause":"Former withdrew","lines":[{"position":1,"quantity":10000}],"on":"2026-03-02"},"kind":"lines cancelled","order":"E-1"}');
INSERT INTO "trail" VALUES(116,X'F8622FEE91F65AA180259AD548598873B6EAD9CC9994C0F876AF9E23E7D7E756',X'723A3EF016303321D5D2DD9372412B018B47A72C2B243A310B1968839735BCF7',7,'{"at":"2026-03-16T10:50:00Z","by":"Zoë","facts":{"contact":{"actor":"Zoë","at":"2026-03-16T10:50:00Z","channel":"phone","made_on":"2026-03-16","note":"thanked them","outcome":"answered","side":"customer"}},"kind":"contact logged","order":"A-7"}');
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
INSERT INTO correspondence (rowid, text) VALUES(7,'thanked them where is the invoice in the parcel');
INSERT INTO correspondence (rowid, text) VALUES(14,'erased erased');
COMMIT;
