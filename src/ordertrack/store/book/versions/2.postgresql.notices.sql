CREATE TABLE notices (
    id BIGINT NOT NULL, key TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL, party_id BIGINT, side TEXT COLLATE "C", recipient TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C", language TEXT COLLATE "C", cause TEXT COLLATE "C" NOT NULL, is_copy BIGINT NOT NULL,
    revision BIGINT NOT NULL, facts TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C", body TEXT COLLATE "C",
    queued_at TEXT COLLATE "C" NOT NULL, learned_at TEXT COLLATE "C" NOT NULL, approved_at TEXT COLLATE "C",
    approved_by TEXT COLLATE "C", attempts BIGINT NOT NULL, next_at TEXT COLLATE "C", lease_until TEXT COLLATE "C",
    may_repeat BIGINT NOT NULL, message_id TEXT COLLATE "C", token TEXT COLLATE "C" NOT NULL, sent_at TEXT COLLATE "C",
    error TEXT COLLATE "C", read_at TEXT COLLATE "C", acknowledged_at TEXT COLLATE "C",
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
    CONSTRAINT notices_address_length CHECK (length(address) <= 254),
    CONSTRAINT notices_subject_length CHECK (length(subject) <= 1000),
    CONSTRAINT notices_body_length CHECK (length(body) <= 100000),
    CONSTRAINT notices_approved_by_length CHECK (length(approved_by) <= 100),
    CONSTRAINT notices_error_length CHECK (length(error) <= 1000),
    CONSTRAINT notices_queued_at_instant CHECK (length(queued_at) = 20 AND queued_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_learned_at_instant CHECK (length(learned_at) = 20 AND learned_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_approved_at_instant CHECK (length(approved_at) = 20 AND approved_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_next_at_instant CHECK (length(next_at) = 20 AND next_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_lease_until_instant CHECK (length(lease_until) = 20 AND lease_until LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_sent_at_instant CHECK (length(sent_at) = 20 AND sent_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_read_at_instant CHECK (length(read_at) = 20 AND read_at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT notices_acknowledged_at_instant CHECK (length(acknowledged_at) = 20
        AND acknowledged_at LIKE '____-__-__T__:__:__Z'),
    UNIQUE (key),
    FOREIGN KEY(party_id) REFERENCES parties (id),
    UNIQUE (message_id),
    UNIQUE (token)
);

CREATE TABLE notice_orders (
    order_id BIGINT NOT NULL, notice_id BIGINT NOT NULL,
    PRIMARY KEY (order_id, notice_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(notice_id) REFERENCES notices (id)
);

CREATE TABLE messages (
    id BIGINT NOT NULL, direction TEXT COLLATE "C" NOT NULL, digest TEXT COLLATE "C" NOT NULL,
    message_id TEXT COLLATE "C", nature TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL,
    matched_by TEXT COLLATE "C", notice_id BIGINT, party_id BIGINT, side TEXT COLLATE "C", sender TEXT COLLATE "C",
    sender_name TEXT COLLATE "C", subject TEXT COLLATE "C" NOT NULL, at TEXT COLLATE "C" NOT NULL,
    kept_at TEXT COLLATE "C" NOT NULL, attachments TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C",
    rest TEXT COLLATE "C" NOT NULL, text TEXT COLLATE "C" NOT NULL, raw BYTEA NOT NULL,
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
    CONSTRAINT messages_subject_length CHECK (length(subject) <= 1000),
    CONSTRAINT messages_text_length CHECK (length(text) <= 100000),
    CONSTRAINT messages_at_instant CHECK (length(at) = 20 AND at LIKE '____-__-__T__:__:__Z'),
    CONSTRAINT messages_kept_at_instant CHECK (length(kept_at) = 20 AND kept_at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(notice_id) REFERENCES notices (id),
    FOREIGN KEY(party_id) REFERENCES parties (id)
);

CREATE TABLE message_orders (
    order_id BIGINT NOT NULL, message_id BIGINT NOT NULL,
    PRIMARY KEY (order_id, message_id),
    FOREIGN KEY(order_id) REFERENCES orders (id),
    FOREIGN KEY(message_id) REFERENCES messages (id)
);

CREATE TABLE correspondence (
    rowid BIGINT PRIMARY KEY REFERENCES orders (id), text TEXT COLLATE "C" NOT NULL,
    words TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED);

CREATE INDEX correspondence_words ON correspondence USING gin (words);
