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

CREATE TABLE notice_orders (
    order_id INTEGER NOT NULL, notice_id INTEGER NOT NULL,
    PRIMARY KEY (order_id, notice_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(notice_id) REFERENCES notices (id)
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

CREATE TABLE message_orders (
    order_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    PRIMARY KEY (order_id, message_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(message_id) REFERENCES messages (id)
) WITHOUT ROWID, STRICT;

CREATE VIRTUAL TABLE correspondence USING fts5(text, tokenize = 'unicode61 remove_diacritics 2');
