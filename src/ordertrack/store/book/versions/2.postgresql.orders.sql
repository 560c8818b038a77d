ALTER TABLE orders ADD COLUMN held_cause TEXT COLLATE "C";

ALTER TABLE orders ADD CONSTRAINT orders_held_cause_length CHECK (length(held_cause) <= 1000);
