CREATE FUNCTION public.trail_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
    IF TG_TABLE_NAME = 'trail' AND TG_OP = 'UPDATE' THEN IF NEW.body IS NOT DISTINCT FROM '' AND NEW.seq IS NOT DISTINCT FROM OLD.seq
    AND NEW.prev IS NOT DISTINCT FROM OLD.prev AND NEW.hash IS NOT DISTINCT FROM OLD.hash
    AND (NEW.order_id IS NULL OR NEW.order_id IS NOT DISTINCT FROM OLD.order_id)
    AND EXISTS (SELECT 1 FROM stubs WHERE stubs.seq = OLD.seq) THEN RETURN NEW; END IF; END IF;
    RAISE EXCEPTION 'the trail is append-only';
    END $$;
CREATE TABLE public.archived (
    number text NOT NULL COLLATE pg_catalog."C",
    seq bigint NOT NULL
);
CREATE TABLE public.book (
    key text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.contacts (
    order_id bigint NOT NULL,
    seq bigint NOT NULL,
    at text NOT NULL COLLATE pg_catalog."C",
    made_on date NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    side text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    ask_again_on date,
    message bigint,
    digest text COLLATE pg_catalog."C",
    CONSTRAINT contacts_actor_length CHECK ((length(actor) <= 100)),
    CONSTRAINT contacts_at_instant CHECK (((length(at) = 20) AND (at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT contacts_channel_known CHECK (((channel = 'email'::text) OR (channel = 'phone'::text) OR (channel = 'portal'::text) OR (channel = 'visit'::text) OR (channel = 'other'::text))),
    CONSTRAINT contacts_note_length CHECK ((length(note) <= 4000)),
    CONSTRAINT contacts_outcome_known CHECK (((outcome = 'answered'::text) OR (outcome = 'no-answer'::text) OR (outcome = 'promised'::text) OR (outcome = 'refused'::text) OR (outcome = 'sent'::text) OR (outcome = 'received'::text))),
    CONSTRAINT contacts_side_known CHECK (((side = 'supplier'::text) OR (side = 'customer'::text)))
);
CREATE TABLE public.correspondence (
    rowid bigint NOT NULL,
    text text NOT NULL COLLATE pg_catalog."C",
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, text)) STORED
);
CREATE TABLE public.enquiries (
    order_id bigint NOT NULL,
    seq bigint NOT NULL,
    number bigint NOT NULL,
    sender text NOT NULL COLLATE pg_catalog."C",
    received_at text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    answered_at text COLLATE pg_catalog."C",
    answered_by text COLLATE pg_catalog."C",
    answer text COLLATE pg_catalog."C",
    answer_channel text COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT enquiries_answer_channel_known CHECK (((answer_channel = 'email'::text) OR (answer_channel = 'phone'::text) OR (answer_channel = 'portal'::text) OR (answer_channel = 'visit'::text) OR (answer_channel = 'other'::text))),
    CONSTRAINT enquiries_answer_length CHECK ((length(answer) <= 4000)),
    CONSTRAINT enquiries_answered CHECK ((((answered_at IS NULL) = (answered_by IS NULL)) AND (answered_at >= received_at))),
    CONSTRAINT enquiries_answered_at_instant CHECK (((length(answered_at) = 20) AND (answered_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT enquiries_answered_by_length CHECK ((length(answered_by) <= 100)),
    CONSTRAINT enquiries_channel_known CHECK (((channel = 'email'::text) OR (channel = 'phone'::text) OR (channel = 'portal'::text) OR (channel = 'visit'::text) OR (channel = 'other'::text))),
    CONSTRAINT enquiries_received_at_instant CHECK (((length(received_at) = 20) AND (received_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT enquiries_sender_length CHECK ((length(sender) <= 200)),
    CONSTRAINT enquiries_text_length CHECK ((length(text) <= 4000))
);
CREATE TABLE public.escalations (
    order_id bigint NOT NULL,
    seq bigint NOT NULL,
    number bigint NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    started_at text NOT NULL COLLATE pg_catalog."C",
    revision bigint NOT NULL,
    issue bigint,
    tellings text COLLATE pg_catalog."C",
    acknowledged_at text COLLATE pg_catalog."C",
    acknowledged_by text COLLATE pg_catalog."C",
    expired bigint NOT NULL,
    ended_at text COLLATE pg_catalog."C",
    ended_why text COLLATE pg_catalog."C",
    CONSTRAINT escalations_acknowledged_at_instant CHECK (((length(acknowledged_at) = 20) AND (acknowledged_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT escalations_acknowledged_by_length CHECK ((length(acknowledged_by) <= 100)),
    CONSTRAINT escalations_ended CHECK ((((ended_at IS NULL) = (ended_why IS NULL)) AND (ended_at >= started_at))),
    CONSTRAINT escalations_ended_at_instant CHECK (((length(ended_at) = 20) AND (ended_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT escalations_ended_why_length CHECK ((length(ended_why) <= 1000)),
    CONSTRAINT escalations_reason_length CHECK ((length(reason) <= 1000)),
    CONSTRAINT escalations_started_at_instant CHECK (((length(started_at) = 20) AND (started_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT escalations_subject_known CHECK (((subject = 'late'::text) OR (subject = 'issue'::text) OR (subject = 'by hand'::text))),
    CONSTRAINT escalations_taken_up CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL)))
);
CREATE TABLE public.followups (
    order_id bigint NOT NULL,
    seq bigint NOT NULL,
    "position" bigint NOT NULL,
    promised_on date NOT NULL,
    rule text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL,
    due_on date NOT NULL,
    raised_on date NOT NULL,
    revision bigint NOT NULL,
    asked_at text COLLATE pg_catalog."C",
    answered_at text COLLATE pg_catalog."C",
    CONSTRAINT followups_answered_at_instant CHECK (((length(answered_at) = 20) AND (answered_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT followups_asked_at_instant CHECK (((length(asked_at) = 20) AND (asked_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT followups_number_counts CHECK ((number >= 1)),
    CONSTRAINT followups_rule_known CHECK (((rule = 'silent'::text) OR (rule = 'overdue'::text)))
);
CREATE TABLE public.issues (
    order_id bigint NOT NULL,
    seq bigint NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    severity text NOT NULL COLLATE pg_catalog."C",
    cause text NOT NULL COLLATE pg_catalog."C",
    opened_at text NOT NULL COLLATE pg_catalog."C",
    "position" bigint,
    cause_code text COLLATE pg_catalog."C",
    remedy text COLLATE pg_catalog."C",
    is_automatic bigint NOT NULL,
    waits text COLLATE pg_catalog."C",
    resolved_at text COLLATE pg_catalog."C",
    resolution text COLLATE pg_catalog."C",
    reopened bigint NOT NULL,
    CONSTRAINT issues_cause_code_length CHECK ((length(cause_code) <= 50)),
    CONSTRAINT issues_cause_length CHECK ((length(cause) <= 1000)),
    CONSTRAINT issues_flags CHECK (((is_automatic = ANY (ARRAY[(0)::bigint, (1)::bigint])) AND (reopened >= 0))),
    CONSTRAINT issues_kind_known CHECK (((kind = 'delay'::text) OR (kind = 'short'::text) OR (kind = 'over'::text) OR (kind = 'damaged'::text) OR (kind = 'wrong-goods'::text) OR (kind = 'quality'::text) OR (kind = 'documents'::text) OR (kind = 'price'::text) OR (kind = 'other'::text))),
    CONSTRAINT issues_opened_at_instant CHECK (((length(opened_at) = 20) AND (opened_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT issues_remedy_known CHECK (((remedy = 'replace'::text) OR (remedy = 'credit'::text) OR (remedy = 'repair'::text) OR (remedy = 'accept'::text) OR (remedy = 'refund'::text))),
    CONSTRAINT issues_resolution_length CHECK ((length(resolution) <= 4000)),
    CONSTRAINT issues_resolved CHECK ((((resolved_at IS NULL) = (resolution IS NULL)) AND (resolved_at >= opened_at))),
    CONSTRAINT issues_resolved_at_instant CHECK (((length(resolved_at) = 20) AND (resolved_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT issues_severity_known CHECK (((severity = 'low'::text) OR (severity = 'medium'::text) OR (severity = 'high'::text) OR (severity = 'critical'::text)))
);
CREATE TABLE public.lines (
    order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    ref text COLLATE pg_catalog."C",
    sku text COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    quantity bigint NOT NULL,
    unit text COLLATE pg_catalog."C",
    unit_price bigint,
    requested_on date,
    first_promised_on date NOT NULL,
    promised_on date NOT NULL,
    expected_on date,
    shipped_on date,
    delivered_on date,
    cancelled_on date,
    shipped_quantity bigint NOT NULL,
    delivered_quantity bigint NOT NULL,
    cancelled_quantity bigint NOT NULL,
    open_quantity bigint NOT NULL,
    CONSTRAINT lines_amounts CHECK (((shipped_quantity >= 0) AND (delivered_quantity >= 0) AND (open_quantity >= 0))),
    CONSTRAINT lines_cancelled CHECK (((cancelled_quantity >= 0) AND (cancelled_quantity <= quantity))),
    CONSTRAINT lines_complete CHECK (((delivered_on IS NULL) OR ((open_quantity = 0) AND (delivered_quantity > 0)))),
    CONSTRAINT lines_description_length CHECK ((length(description) <= 1000)),
    CONSTRAINT lines_ordered CHECK ((quantity > 0)),
    CONSTRAINT lines_position_counts CHECK (("position" >= 1)),
    CONSTRAINT lines_ref_length CHECK ((length(ref) <= 100)),
    CONSTRAINT lines_sku_length CHECK ((length(sku) <= 100)),
    CONSTRAINT lines_unit_length CHECK ((length(unit) <= 20))
);
CREATE TABLE public.message_orders (
    order_id bigint NOT NULL,
    message_id bigint NOT NULL
);
CREATE TABLE public.messages (
    id bigint NOT NULL,
    direction text NOT NULL COLLATE pg_catalog."C",
    digest text NOT NULL COLLATE pg_catalog."C",
    message_id text COLLATE pg_catalog."C",
    nature text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    matched_by text COLLATE pg_catalog."C",
    notice_id bigint,
    party_id bigint,
    side text COLLATE pg_catalog."C",
    sender text COLLATE pg_catalog."C",
    sender_name text COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    at text NOT NULL COLLATE pg_catalog."C",
    kept_at text NOT NULL COLLATE pg_catalog."C",
    attachments text NOT NULL COLLATE pg_catalog."C",
    reason text COLLATE pg_catalog."C",
    rest text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    raw bytea NOT NULL,
    CONSTRAINT messages_at_instant CHECK (((length(at) = 20) AND (at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT messages_digest_is_one CHECK ((length(digest) = 64)),
    CONSTRAINT messages_direction_known CHECK (((direction = 'in'::text) OR (direction = 'out'::text))),
    CONSTRAINT messages_kept_at_instant CHECK (((length(kept_at) = 20) AND (kept_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT messages_matched_by_known CHECK (((matched_by = 'thread'::text) OR (matched_by = 'token'::text) OR (matched_by = 'number'::text) OR (matched_by = 'hand'::text))),
    CONSTRAINT messages_nature_known CHECK (((nature = 'letter'::text) OR (nature = 'automatic reply'::text) OR (nature = 'delivery report'::text) OR (nature = 'complaint'::text))),
    CONSTRAINT messages_sender_name_length CHECK ((length(sender_name) <= 200)),
    CONSTRAINT messages_side_known CHECK (((side = 'supplier'::text) OR (side = 'customer'::text))),
    CONSTRAINT messages_state_known CHECK (((state = 'unmatched'::text) OR (state = 'waiting'::text) OR (state = 'done'::text))),
    CONSTRAINT messages_subject_length CHECK ((length(subject) <= 1000)),
    CONSTRAINT messages_text_length CHECK ((length(text) <= 100000))
);
CREATE TABLE public.notice_orders (
    order_id bigint NOT NULL,
    notice_id bigint NOT NULL
);
CREATE TABLE public.notices (
    id bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    party_id bigint,
    side text COLLATE pg_catalog."C",
    recipient text NOT NULL COLLATE pg_catalog."C",
    address text COLLATE pg_catalog."C",
    language text COLLATE pg_catalog."C",
    cause text NOT NULL COLLATE pg_catalog."C",
    is_copy bigint NOT NULL,
    revision bigint NOT NULL,
    facts text NOT NULL COLLATE pg_catalog."C",
    subject text COLLATE pg_catalog."C",
    body text COLLATE pg_catalog."C",
    queued_at text NOT NULL COLLATE pg_catalog."C",
    learned_at text NOT NULL COLLATE pg_catalog."C",
    approved_at text COLLATE pg_catalog."C",
    approved_by text COLLATE pg_catalog."C",
    attempts bigint NOT NULL,
    next_at text COLLATE pg_catalog."C",
    lease_until text COLLATE pg_catalog."C",
    may_repeat bigint NOT NULL,
    message_id text COLLATE pg_catalog."C",
    token text NOT NULL COLLATE pg_catalog."C",
    sent_at text COLLATE pg_catalog."C",
    error text COLLATE pg_catalog."C",
    read_at text COLLATE pg_catalog."C",
    acknowledged_at text COLLATE pg_catalog."C",
    CONSTRAINT notices_acknowledged_at_instant CHECK (((length(acknowledged_at) = 20) AND (acknowledged_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_address_length CHECK ((length(address) <= 254)),
    CONSTRAINT notices_approved CHECK (((approved_at IS NULL) = (approved_by IS NULL))),
    CONSTRAINT notices_approved_at_instant CHECK (((length(approved_at) = 20) AND (approved_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_approved_by_length CHECK ((length(approved_by) <= 100)),
    CONSTRAINT notices_body_length CHECK ((length(body) <= 100000)),
    CONSTRAINT notices_channel_known CHECK (((channel = 'email'::text) OR (channel = 'inbox'::text) OR (channel = 'phone'::text))),
    CONSTRAINT notices_error_length CHECK ((length(error) <= 1000)),
    CONSTRAINT notices_flags CHECK (((is_copy = ANY (ARRAY[(0)::bigint, (1)::bigint])) AND (may_repeat = ANY (ARRAY[(0)::bigint, (1)::bigint])) AND (attempts >= 0))),
    CONSTRAINT notices_kind_known CHECK (((kind = 'order-confirmation'::text) OR (kind = 'supplier-acknowledgement'::text) OR (kind = 'shipped'::text) OR (kind = 'date-changed'::text) OR (kind = 'delay'::text) OR (kind = 'recovered'::text) OR (kind = 'delivered'::text) OR (kind = 'completed'::text) OR (kind = 'supplier-reminder'::text) OR (kind = 'overdue-follow-up'::text) OR (kind = 'escalation'::text) OR (kind = 'answer'::text) OR (kind = 'digest'::text))),
    CONSTRAINT notices_learned_at_instant CHECK (((length(learned_at) = 20) AND (learned_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_lease CHECK (((state = 'sending'::text) = (lease_until IS NOT NULL))),
    CONSTRAINT notices_lease_until_instant CHECK (((length(lease_until) = 20) AND (lease_until ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_next_at_instant CHECK (((length(next_at) = 20) AND (next_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_queued_at_instant CHECK (((length(queued_at) = 20) AND (queued_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_read_at_instant CHECK (((length(read_at) = 20) AND (read_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_recipient_length CHECK ((length(recipient) <= 200)),
    CONSTRAINT notices_sent CHECK (((state <> 'sent'::text) OR (sent_at IS NOT NULL))),
    CONSTRAINT notices_sent_at_instant CHECK (((length(sent_at) = 20) AND (sent_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT notices_side_known CHECK (((side = 'supplier'::text) OR (side = 'customer'::text))),
    CONSTRAINT notices_state_known CHECK (((state = 'queued'::text) OR (state = 'sending'::text) OR (state = 'sent'::text) OR (state = 'failed'::text) OR (state = 'withdrawn'::text))),
    CONSTRAINT notices_subject_length CHECK ((length(subject) <= 1000))
);
CREATE TABLE public.orders (
    id bigint NOT NULL,
    number text NOT NULL COLLATE pg_catalog."C",
    customer_id bigint NOT NULL,
    supplier_id bigint NOT NULL,
    status text NOT NULL COLLATE pg_catalog."C",
    priority text NOT NULL COLLATE pg_catalog."C",
    owner text COLLATE pg_catalog."C",
    placed_on date,
    customer_ref text COLLATE pg_catalog."C",
    supplier_ref text COLLATE pg_catalog."C",
    value bigint,
    currency text COLLATE pg_catalog."C",
    carrier text COLLATE pg_catalog."C",
    tracking text COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    is_history bigint NOT NULL,
    delay_reported_on date,
    delay_expected_on date,
    delay_cause text COLLATE pg_catalog."C",
    confirmed_on date,
    received_by text COLLATE pg_catalog."C",
    receipt_on date,
    completed_on date,
    closed_on date,
    cancelled_on date,
    last_contact_on date,
    held_cause text COLLATE pg_catalog."C",
    entered_on date NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT orders_carrier_length CHECK ((length(carrier) <= 100)),
    CONSTRAINT orders_currency_code CHECK ((length(currency) = 3)),
    CONSTRAINT orders_customer_ref_length CHECK ((length(customer_ref) <= 100)),
    CONSTRAINT orders_delay CHECK (((delay_reported_on IS NULL) = (delay_cause IS NULL))),
    CONSTRAINT orders_delay_cause_length CHECK ((length(delay_cause) <= 1000)),
    CONSTRAINT orders_delay_date CHECK (((delay_reported_on IS NULL) = (delay_expected_on IS NULL))),
    CONSTRAINT orders_held_cause_length CHECK ((length(held_cause) <= 1000)),
    CONSTRAINT orders_history CHECK ((is_history = ANY (ARRAY[(0)::bigint, (1)::bigint]))),
    CONSTRAINT orders_money CHECK (((value IS NULL) OR ((value >= 0) AND (currency IS NOT NULL)))),
    CONSTRAINT orders_note_length CHECK ((length(note) <= 4000)),
    CONSTRAINT orders_number_length CHECK ((length(number) <= 64)),
    CONSTRAINT orders_owner_length CHECK ((length(owner) <= 100)),
    CONSTRAINT orders_priority_known CHECK (((priority = 'low'::text) OR (priority = 'normal'::text) OR (priority = 'high'::text) OR (priority = 'urgent'::text))),
    CONSTRAINT orders_received_by_length CHECK ((length(received_by) <= 200)),
    CONSTRAINT orders_status_known CHECK (((status = 'entered'::text) OR (status = 'confirmed'::text) OR (status = 'processing'::text) OR (status = 'shipped'::text) OR (status = 'delivered'::text) OR (status = 'completed'::text) OR (status = 'closed'::text) OR (status = 'cancelled'::text))),
    CONSTRAINT orders_supplier_ref_length CHECK ((length(supplier_ref) <= 100)),
    CONSTRAINT orders_tracking_length CHECK ((length(tracking) <= 100)),
    CONSTRAINT orders_version_counts CHECK ((version >= 1))
);
CREATE TABLE public.parties (
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    is_customer bigint NOT NULL,
    is_supplier bigint NOT NULL,
    emails text COLLATE pg_catalog."C",
    phone text COLLATE pg_catalog."C",
    language text COLLATE pg_catalog."C",
    zone text COLLATE pg_catalog."C",
    merged_into bigint,
    CONSTRAINT parties_emails_length CHECK ((length(emails) <= 4000)),
    CONSTRAINT parties_key_length CHECK ((length(key) <= 800)),
    CONSTRAINT parties_merged CHECK ((merged_into <> id)),
    CONSTRAINT parties_name_length CHECK ((length(name) <= 200)),
    CONSTRAINT parties_phone_length CHECK ((length(phone) <= 50)),
    CONSTRAINT parties_roles CHECK (((is_customer = ANY (ARRAY[(0)::bigint, (1)::bigint])) AND (is_supplier = ANY (ARRAY[(0)::bigint, (1)::bigint]))))
);
CREATE TABLE public.policies (
    number bigint NOT NULL,
    from_on date NOT NULL,
    adopted_at text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    text text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT policies_actor_length CHECK ((length(actor) <= 100)),
    CONSTRAINT policies_adopted_at_instant CHECK (((length(adopted_at) = 20) AND (adopted_at ~~ '____-__-__T__:__:__Z'::text))),
    CONSTRAINT policies_description_length CHECK ((length(description) <= 1000)),
    CONSTRAINT policies_text_length CHECK ((length(text) <= 100000))
);
CREATE TABLE public.promises (
    order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    seq bigint NOT NULL,
    said_on date NOT NULL,
    previous_on date NOT NULL,
    promised_on date NOT NULL,
    cause text NOT NULL COLLATE pg_catalog."C",
    said_by text COLLATE pg_catalog."C",
    channel text COLLATE pg_catalog."C",
    CONSTRAINT promises_cause_length CHECK ((length(cause) <= 1000)),
    CONSTRAINT promises_channel_known CHECK (((channel = 'email'::text) OR (channel = 'phone'::text) OR (channel = 'portal'::text) OR (channel = 'visit'::text) OR (channel = 'other'::text))),
    CONSTRAINT promises_said_by_length CHECK ((length(said_by) <= 200))
);
CREATE TABLE public.receipts (
    order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    seq bigint NOT NULL,
    quantity bigint NOT NULL,
    received_on date NOT NULL,
    rejected bigint NOT NULL,
    reason text COLLATE pg_catalog."C",
    CONSTRAINT receipts_amounts CHECK (((quantity > 0) AND ((rejected >= 0) AND (rejected <= quantity)))),
    CONSTRAINT receipts_reason_length CHECK ((length(reason) <= 1000))
);
CREATE TABLE public.rounds (
    seq bigint NOT NULL,
    at text NOT NULL COLLATE pg_catalog."C",
    ran_on date NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    revision bigint NOT NULL,
    decided bigint NOT NULL,
    CONSTRAINT rounds_at_instant CHECK (((length(at) = 20) AND (at ~~ '____-__-__T__:__:__Z'::text)))
);
CREATE TABLE public.shipments (
    order_id bigint NOT NULL,
    "position" bigint NOT NULL,
    seq bigint NOT NULL,
    quantity bigint NOT NULL,
    shipped_on date,
    carrier text COLLATE pg_catalog."C",
    tracking text COLLATE pg_catalog."C",
    CONSTRAINT shipments_amount CHECK ((quantity > 0)),
    CONSTRAINT shipments_carrier_length CHECK ((length(carrier) <= 100)),
    CONSTRAINT shipments_tracking_length CHECK ((length(tracking) <= 100))
);
CREATE TABLE public.stubs (
    seq bigint NOT NULL,
    told_by bigint NOT NULL,
    rest text COLLATE pg_catalog."C"
);
CREATE TABLE public.trail (
    seq bigint NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    order_id bigint,
    body text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT trail_digests CHECK (((length(prev) = 32) AND (length(hash) = 32)))
);
ALTER TABLE ONLY public.archived
    ADD CONSTRAINT archived_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.book
    ADD CONSTRAINT book_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (order_id, seq);
ALTER TABLE ONLY public.correspondence
    ADD CONSTRAINT correspondence_pkey PRIMARY KEY (rowid);
ALTER TABLE ONLY public.enquiries
    ADD CONSTRAINT enquiries_once UNIQUE (order_id, number);
ALTER TABLE ONLY public.enquiries
    ADD CONSTRAINT enquiries_pkey PRIMARY KEY (order_id, seq);
ALTER TABLE ONLY public.escalations
    ADD CONSTRAINT escalations_once UNIQUE (order_id, number);
ALTER TABLE ONLY public.escalations
    ADD CONSTRAINT escalations_pkey PRIMARY KEY (order_id, seq);
ALTER TABLE ONLY public.followups
    ADD CONSTRAINT followups_once UNIQUE (order_id, "position", promised_on, rule, number);
ALTER TABLE ONLY public.followups
    ADD CONSTRAINT followups_pkey PRIMARY KEY (order_id, seq);
ALTER TABLE ONLY public.issues
    ADD CONSTRAINT issues_once UNIQUE (order_id, number);
ALTER TABLE ONLY public.issues
    ADD CONSTRAINT issues_pkey PRIMARY KEY (order_id, seq);
ALTER TABLE ONLY public.lines
    ADD CONSTRAINT lines_pkey PRIMARY KEY (order_id, "position");
ALTER TABLE ONLY public.message_orders
    ADD CONSTRAINT message_orders_pkey PRIMARY KEY (order_id, message_id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notice_orders
    ADD CONSTRAINT notice_orders_pkey PRIMARY KEY (order_id, notice_id);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_key_key UNIQUE (key);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_token_key UNIQUE (token);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties
    ADD CONSTRAINT parties_key_key UNIQUE (key);
ALTER TABLE ONLY public.parties
    ADD CONSTRAINT parties_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.promises
    ADD CONSTRAINT promises_pkey PRIMARY KEY (order_id, "position", seq);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (order_id, "position", seq);
ALTER TABLE ONLY public.rounds
    ADD CONSTRAINT rounds_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.shipments
    ADD CONSTRAINT shipments_pkey PRIMARY KEY (order_id, "position", seq);
ALTER TABLE ONLY public.stubs
    ADD CONSTRAINT stubs_pkey PRIMARY KEY (seq, told_by);
ALTER TABLE ONLY public.trail
    ADD CONSTRAINT trail_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.trail
    ADD CONSTRAINT trail_prev_key UNIQUE (prev);
CREATE INDEX correspondence_words ON public.correspondence USING gin (words);
CREATE INDEX enquiries_unanswered ON public.enquiries USING btree (order_id) WHERE (answered_at IS NULL);
CREATE INDEX escalations_running ON public.escalations USING btree (order_id) WHERE (ended_at IS NULL);
CREATE INDEX followups_to_make ON public.followups USING btree (order_id) WHERE (asked_at IS NULL);
CREATE INDEX issues_open ON public.issues USING btree (order_id) WHERE (resolved_at IS NULL);
CREATE INDEX lines_delivered ON public.lines USING btree (delivered_on);
CREATE INDEX lines_open ON public.lines USING btree (promised_on) WHERE (open_quantity > 0);
CREATE INDEX message_orders_by_message ON public.message_orders USING btree (message_id);
CREATE INDEX messages_by_message_id ON public.messages USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE UNIQUE INDEX messages_in_by_digest ON public.messages USING btree (digest) WHERE (direction = 'in'::text);
CREATE UNIQUE INDEX messages_in_once ON public.messages USING btree (message_id) WHERE ((direction = 'in'::text) AND (message_id IS NOT NULL));
CREATE INDEX messages_of_notice ON public.messages USING btree (notice_id) WHERE (notice_id IS NOT NULL);
CREATE INDEX messages_to_do ON public.messages USING btree (at) WHERE (state <> 'done'::text);
CREATE INDEX notice_orders_by_notice ON public.notice_orders USING btree (notice_id);
CREATE INDEX notices_by_cause ON public.notices USING btree (cause) WHERE (state = ANY (ARRAY['queued'::text, 'failed'::text]));
CREATE INDEX notices_failed ON public.notices USING btree (id) WHERE (state = 'failed'::text);
CREATE INDEX notices_of_party ON public.notices USING btree (party_id, sent_at) WHERE (party_id IS NOT NULL);
CREATE INDEX notices_to_send ON public.notices USING btree (id) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX notices_unread ON public.notices USING btree (recipient) WHERE ((channel = 'inbox'::text) AND (read_at IS NULL));
CREATE INDEX orders_by_customer_ref ON public.orders USING btree (customer_id, customer_ref) WHERE (customer_ref IS NOT NULL);
CREATE INDEX orders_by_status ON public.orders USING btree (status);
CREATE INDEX orders_unfinished ON public.orders USING btree (status) WHERE (
CASE
    WHEN (status = ANY (ARRAY['closed'::text, 'cancelled'::text])) THEN 0
    WHEN ((status = ANY (ARRAY['delivered'::text, 'completed'::text])) AND (is_history = 1) AND (version = 1)) THEN 0
    ELSE 1
END = 1);
CREATE INDEX trail_by_order ON public.trail USING btree (order_id);
CREATE TRIGGER stubs_no_change BEFORE DELETE OR UPDATE ON public.stubs FOR EACH ROW EXECUTE FUNCTION public.trail_refuse();
CREATE TRIGGER stubs_no_truncate BEFORE TRUNCATE ON public.stubs FOR EACH STATEMENT EXECUTE FUNCTION public.trail_refuse();
CREATE TRIGGER trail_no_change BEFORE DELETE OR UPDATE ON public.trail FOR EACH ROW EXECUTE FUNCTION public.trail_refuse();
CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON public.trail FOR EACH STATEMENT EXECUTE FUNCTION public.trail_refuse();
ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT contacts_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.correspondence
    ADD CONSTRAINT correspondence_rowid_fkey FOREIGN KEY (rowid) REFERENCES public.orders(id);
ALTER TABLE ONLY public.enquiries
    ADD CONSTRAINT enquiries_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.escalations
    ADD CONSTRAINT escalations_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.followups
    ADD CONSTRAINT followups_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.issues
    ADD CONSTRAINT issues_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.lines
    ADD CONSTRAINT lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.message_orders
    ADD CONSTRAINT message_orders_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.messages(id);
ALTER TABLE ONLY public.message_orders
    ADD CONSTRAINT message_orders_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES public.notices(id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT messages_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.parties(id);
ALTER TABLE ONLY public.notice_orders
    ADD CONSTRAINT notice_orders_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES public.notices(id);
ALTER TABLE ONLY public.notice_orders
    ADD CONSTRAINT notice_orders_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.parties(id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.parties(id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES public.parties(id);
ALTER TABLE ONLY public.parties
    ADD CONSTRAINT parties_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.parties(id);
ALTER TABLE ONLY public.promises
    ADD CONSTRAINT promises_line FOREIGN KEY (order_id, "position") REFERENCES public.lines(order_id, "position");
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_line FOREIGN KEY (order_id, "position") REFERENCES public.lines(order_id, "position");
ALTER TABLE ONLY public.shipments
    ADD CONSTRAINT shipments_line FOREIGN KEY (order_id, "position") REFERENCES public.lines(order_id, "position");
ALTER TABLE ONLY public.trail
    ADD CONSTRAINT trail_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
