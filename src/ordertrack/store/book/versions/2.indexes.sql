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
