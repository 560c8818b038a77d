CREATE TABLE contacts (
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
