CREATE FUNCTION public.trail_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$;
CREATE TABLE public.book (
    key text NOT NULL COLLATE pg_catalog."C",
    value text NOT NULL COLLATE pg_catalog."C"
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
    entered_on date NOT NULL,
    version bigint NOT NULL,
    CONSTRAINT orders_carrier_length CHECK ((length(carrier) <= 100)),
    CONSTRAINT orders_currency_code CHECK ((length(currency) = 3)),
    CONSTRAINT orders_customer_ref_length CHECK ((length(customer_ref) <= 100)),
    CONSTRAINT orders_delay CHECK (((delay_reported_on IS NULL) = (delay_cause IS NULL))),
    CONSTRAINT orders_delay_cause_length CHECK ((length(delay_cause) <= 1000)),
    CONSTRAINT orders_delay_date CHECK (((delay_reported_on IS NULL) = (delay_expected_on IS NULL))),
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
CREATE TABLE public.trail (
    seq bigint NOT NULL,
    prev bytea NOT NULL,
    hash bytea NOT NULL,
    order_id bigint,
    body text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT trail_digests CHECK (((length(prev) = 32) AND (length(hash) = 32)))
);
ALTER TABLE ONLY public.book
    ADD CONSTRAINT book_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.lines
    ADD CONSTRAINT lines_pkey PRIMARY KEY (order_id, "position");
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_number_key UNIQUE (number);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties
    ADD CONSTRAINT parties_key_key UNIQUE (key);
ALTER TABLE ONLY public.parties
    ADD CONSTRAINT parties_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.promises
    ADD CONSTRAINT promises_pkey PRIMARY KEY (order_id, "position", seq);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (order_id, "position", seq);
ALTER TABLE ONLY public.shipments
    ADD CONSTRAINT shipments_pkey PRIMARY KEY (order_id, "position", seq);
ALTER TABLE ONLY public.trail
    ADD CONSTRAINT trail_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.trail
    ADD CONSTRAINT trail_prev_key UNIQUE (prev);
CREATE INDEX lines_delivered ON public.lines USING btree (delivered_on);
CREATE INDEX lines_open ON public.lines USING btree (promised_on) WHERE (open_quantity > 0);
CREATE INDEX orders_by_customer_ref ON public.orders USING btree (customer_id, customer_ref) WHERE (customer_ref IS NOT NULL);
CREATE INDEX orders_by_status ON public.orders USING btree (status);
CREATE INDEX orders_unfinished ON public.orders USING btree (status) WHERE (
CASE
    WHEN (status = ANY (ARRAY['closed'::text, 'cancelled'::text])) THEN 0
    WHEN ((status = ANY (ARRAY['delivered'::text, 'completed'::text])) AND (is_history = 1) AND (version = 1)) THEN 0
    ELSE 1
END = 1);
CREATE INDEX trail_by_order ON public.trail USING btree (order_id);
CREATE TRIGGER trail_no_change BEFORE DELETE OR UPDATE ON public.trail FOR EACH ROW EXECUTE FUNCTION public.trail_refuse();
CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON public.trail FOR EACH STATEMENT EXECUTE FUNCTION public.trail_refuse();
ALTER TABLE ONLY public.lines
    ADD CONSTRAINT lines_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.orders(id);
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
