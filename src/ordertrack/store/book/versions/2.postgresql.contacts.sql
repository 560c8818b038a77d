CREATE TABLE contacts (
    order_id BIGINT NOT NULL, seq BIGINT NOT NULL, at TEXT COLLATE "C" NOT NULL, made_on DATE NOT NULL,
    channel TEXT COLLATE "C" NOT NULL, side TEXT COLLATE "C" NOT NULL, actor TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL, note TEXT COLLATE "C", ask_again_on DATE, message BIGINT,
    digest TEXT COLLATE "C",
    PRIMARY KEY (order_id, seq),
    CONSTRAINT contacts_channel_known CHECK (channel = 'email' OR channel = 'phone' OR channel = 'portal'
        OR channel = 'visit' OR channel = 'other'),
    CONSTRAINT contacts_side_known CHECK (side = 'supplier' OR side = 'customer'),
    CONSTRAINT contacts_outcome_known CHECK (outcome = 'answered' OR outcome = 'no-answer' OR outcome = 'promised'
        OR outcome = 'refused' OR outcome = 'sent' OR outcome = 'received'),
    CONSTRAINT contacts_actor_length CHECK (length(actor) <= 100),
    CONSTRAINT contacts_note_length CHECK (length(note) <= 4000),
    CONSTRAINT contacts_at_instant CHECK (length(at) = 20 AND at LIKE '____-__-__T__:__:__Z'),
    FOREIGN KEY(order_id) REFERENCES orders (id)
);
