PRAGMA application_id=1330926129;
PRAGMA user_version=1;
BEGIN TRANSACTION;
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
INSERT INTO "lines" VALUES(2,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-03','2026-03-03',NULL,NULL,NULL,NULL,0,0,0,100000);
INSERT INTO "lines" VALUES(2,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-03','2026-03-03',NULL,NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(3,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-04','2026-03-04','2026-04-02',NULL,NULL,NULL,0,0,0,100000);
INSERT INTO "lines" VALUES(3,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-04','2026-03-04','2026-04-02',NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(4,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-05','2026-03-05',NULL,'2026-02-20',NULL,NULL,40000,0,0,100000);
INSERT INTO "lines" VALUES(4,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-05','2026-03-05',NULL,NULL,NULL,NULL,0,0,0,25000);
INSERT INTO "lines" VALUES(5,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-06','2026-03-06',NULL,'2026-02-21',NULL,NULL,100000,80000,0,20000);
INSERT INTO "lines" VALUES(5,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-06','2026-03-06',NULL,'2026-02-21','2026-02-24',NULL,25000,25000,0,0);
INSERT INTO "lines" VALUES(6,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-07','2026-03-07',NULL,'2026-02-21','2026-02-25',NULL,100000,100000,0,0);
INSERT INTO "lines" VALUES(6,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-07','2026-03-07',NULL,'2026-02-21','2026-02-25',NULL,25000,25000,0,0);
INSERT INTO "lines" VALUES(7,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-03-08','2026-03-08',NULL,'2026-02-21','2026-02-25',NULL,100000,100000,0,0);
INSERT INTO "lines" VALUES(7,2,NULL,'WIRE',NULL,25000,'m',NULL,NULL,'2026-03-08','2026-03-08',NULL,'2026-02-21','2026-02-25',NULL,25000,25000,0,0);
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
INSERT INTO "lines" VALUES(14,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-02-20','2026-02-20',NULL,'2026-02-18','2026-02-20','2026-02-23',100000,80000,20000,0);
INSERT INTO "lines" VALUES(15,1,NULL,'BOLT-8',NULL,100000,NULL,NULL,NULL,'2026-02-20','2026-02-20',NULL,'2026-02-18','2026-02-24',NULL,100000,100000,0,0);
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
CONSTRAINT orders_placed_on_date CHECK (placed_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
CONSTRAINT orders_last_contact_on_date CHECK (last_contact_on GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]'),
UNIQUE (number),
FOREIGN KEY(customer_id) REFERENCES parties (id),
FOREIGN KEY(supplier_id) REFERENCES parties (id)
)
STRICT
;
INSERT INTO "orders" VALUES(1,'A-1',1,2,'entered','high','Zoë','2026-02-01','PO 7','K-9',123450,'EUR',NULL,NULL,'call before noon; "二十" boxes',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-02-02',1);
INSERT INTO "orders" VALUES(2,'A-2',1,2,'confirmed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-03','2026-02-02',2);
INSERT INTO "orders" VALUES(3,'A-3',1,2,'processing','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'2026-02-20','2026-04-02','strike at the port','2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-20','2026-02-02',4);
INSERT INTO "orders" VALUES(4,'A-4',1,2,'processing','normal',NULL,NULL,NULL,NULL,NULL,NULL,'DHL','JD0001',NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-20','2026-02-02',4);
INSERT INTO "orders" VALUES(5,'A-5',1,2,'processing','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-24','2026-02-02',5);
INSERT INTO "orders" VALUES(6,'A-6',1,2,'completed','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03','Ms Weber','2026-02-26','2026-02-26',NULL,NULL,'2026-02-26','2026-02-02',7);
INSERT INTO "orders" VALUES(7,'A-7',1,2,'closed','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03','Ms Weber','2026-02-26','2026-02-26','2026-02-26',NULL,'2026-02-26','2026-02-02',8);
INSERT INTO "orders" VALUES(8,'A-8',1,2,'shipped','normal',NULL,NULL,NULL,NULL,NULL,NULL,'UPS',NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-21','2026-02-02',4);
INSERT INTO "orders" VALUES(9,'A-9',1,2,'cancelled','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,'2026-02-26','2026-02-03','2026-02-02',4);
INSERT INTO "orders" VALUES(10,'A-10',1,2,'confirmed','urgent','Zoë',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-03','2026-02-02',4);
INSERT INTO "orders" VALUES(11,'A-11',1,2,'confirmed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-26','2026-02-02',3);
INSERT INTO "orders" VALUES(12,'A-12',1,2,'confirmed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-03',NULL,NULL,NULL,NULL,NULL,'2026-02-03','2026-02-02',4);
INSERT INTO "orders" VALUES(13,'H-1',1,2,'delivered','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2025-06-03','2026-02-27',1);
INSERT INTO "orders" VALUES(14,'C-1',1,2,'closed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-17','Ms Weber','2026-02-23','2026-02-23','2026-02-23',NULL,'2026-02-23','2026-02-02',8);
INSERT INTO "orders" VALUES(15,'C-2',1,2,'closed','normal',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,'2026-02-17','Ms Weber','2026-02-25','2026-02-25','2026-02-25',NULL,'2026-02-25','2026-02-02',8);
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
INSERT INTO "receipts" VALUES(7,1,1,100000,'2026-02-25',0,NULL);
INSERT INTO "receipts" VALUES(7,2,1,25000,'2026-02-25',0,NULL);
INSERT INTO "receipts" VALUES(13,1,1,10000,'2025-06-03',0,NULL);
INSERT INTO "receipts" VALUES(14,1,1,100000,'2026-02-20',20000,'dented');
INSERT INTO "receipts" VALUES(15,1,1,60000,'2026-02-20',0,NULL);
INSERT INTO "receipts" VALUES(15,1,2,40000,'2026-02-24',0,NULL);
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
INSERT INTO "shipments" VALUES(7,1,1,100000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(7,2,1,25000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(8,1,1,100000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(8,2,1,25000,'2026-02-21','UPS',NULL);
INSERT INTO "shipments" VALUES(14,1,1,100000,'2026-02-18',NULL,NULL);
INSERT INTO "shipments" VALUES(15,1,1,100000,'2026-02-18',NULL,NULL);
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
INSERT INTO "trail" VALUES(1,X'0000000000000000000000000000000000000000000000000000000000000000',X'B9B6F8F2E47D06D270AB494F45A215359E7A7C5CB085EC641ABFEE678139BF43',NULL,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"party":{"emails":["kai@example.org","ina@example.org"],"id":1,"is_customer":true,"language":"de","name":"Müller & Søn","zone":"Europe/Berlin"}},"kind":"party added"}');
INSERT INTO "trail" VALUES(2,X'B9B6F8F2E47D06D270AB494F45A215359E7A7C5CB085EC641ABFEE678139BF43',X'AB0C83BCC27C720BD6F2AB504AAEBEBBE3766B3CC2DBED466A18B6FC0A088201',NULL,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"party":{"emails":["orders@example.com"],"id":2,"is_supplier":true,"name":"Kestrel Fasteners","phone":"+49 30 1234"}},"kind":"party added"}');
INSERT INTO "trail" VALUES(3,X'AB0C83BCC27C720BD6F2AB504AAEBEBBE3766B3CC2DBED466A18B6FC0A088201',X'4934AC07D62C3F95103925BB99154E88C47B8D6AFD1E212D98914A8639A7B552',NULL,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"party":{"id":3,"is_supplier":true,"name":"Kestrel Fastners"}},"kind":"party added"}');
INSERT INTO "trail" VALUES(4,X'4934AC07D62C3F95103925BB99154E88C47B8D6AFD1E212D98914A8639A7B552',X'7845E406434BC4FBA79BE6402F9C83B1D99976645A258720388293AE20F0C81A',1,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"currency":"EUR","customer":1,"customer_ref":"PO 7","entered_on":"2026-02-02","lines":[{"description":"bolts, 8 mm","first_promised_on":"2026-03-20","position":1,"promised_on":"2026-03-20","quantity":100000,"requested_on":"2026-03-15","sku":"BOLT-8","unit":"box","unit_price":125000},{"description":"nuts","first_promised_on":"2026-03-20","position":2,"promised_on":"2026-03-20","quantity":40000,"requested_on":"2026-03-15","sku":"NUT-8"}],"note":"call before noon; \"二十\" boxes","number":"A-1","owner":"Zoë","placed_on":"2026-02-01","priority":"high","supplier":2,"supplier_ref":"K-9","value":123450}},"kind":"order entered","order":"A-1"}');
INSERT INTO "trail" VALUES(5,X'7845E406434BC4FBA79BE6402F9C83B1D99976645A258720388293AE20F0C81A',X'590B99BF26F46354EDD4211B42E2839458B5F30AE445B98FF3968B848E5C8770',2,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-03","position":1,"promised_on":"2026-03-03","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-03","position":2,"promised_on":"2026-03-03","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-2","supplier":3}},"kind":"order entered","order":"A-2"}');
INSERT INTO "trail" VALUES(6,X'590B99BF26F46354EDD4211B42E2839458B5F30AE445B98FF3968B848E5C8770',X'AD791E61D10AC8F9C2E3C4EED4A29BF8AEFD4B9CC45E72808ED36F5DED1C6EEF',3,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-04","position":1,"promised_on":"2026-03-04","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-04","position":2,"promised_on":"2026-03-04","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-3","supplier":2}},"kind":"order entered","order":"A-3"}');
INSERT INTO "trail" VALUES(7,X'AD791E61D10AC8F9C2E3C4EED4A29BF8AEFD4B9CC45E72808ED36F5DED1C6EEF',X'E2396195DD38A115EAD3B1619F27D685D0208A517E6E1CAC2EE88CC97CBEA312',4,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-05","position":1,"promised_on":"2026-03-05","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-05","position":2,"promised_on":"2026-03-05","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-4","supplier":2}},"kind":"order entered","order":"A-4"}');
INSERT INTO "trail" VALUES(8,X'E2396195DD38A115EAD3B1619F27D685D0208A517E6E1CAC2EE88CC97CBEA312',X'75224C8D8F8BC17D244D921E3BDA711657E11E4D2917C476CC4FC4A30CF41193',5,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-06","position":1,"promised_on":"2026-03-06","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-06","position":2,"promised_on":"2026-03-06","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-5","supplier":2}},"kind":"order entered","order":"A-5"}');
INSERT INTO "trail" VALUES(9,X'75224C8D8F8BC17D244D921E3BDA711657E11E4D2917C476CC4FC4A30CF41193',X'964E0B382A63512E0B0357D86435EA5EC41080712CBE98B6BEB8386E6B35959D',6,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-07","position":1,"promised_on":"2026-03-07","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-07","position":2,"promised_on":"2026-03-07","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-6","supplier":2}},"kind":"order entered","order":"A-6"}');
INSERT INTO "trail" VALUES(10,X'964E0B382A63512E0B0357D86435EA5EC41080712CBE98B6BEB8386E6B35959D',X'975A3AD19E78A7045379C5EC8F0F3C13E2431E4FDE82A7C8CB1AB32460F41AD6',7,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-08","position":1,"promised_on":"2026-03-08","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-08","position":2,"promised_on":"2026-03-08","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-7","supplier":2}},"kind":"order entered","order":"A-7"}');
INSERT INTO "trail" VALUES(11,X'975A3AD19E78A7045379C5EC8F0F3C13E2431E4FDE82A7C8CB1AB32460F41AD6',X'AAFCBAEB2C8DEB9AAA1E5959735D1D6741B276B44C60CED95C5B80511338D689',8,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-09","position":1,"promised_on":"2026-03-09","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-09","position":2,"promised_on":"2026-03-09","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-8","supplier":2}},"kind":"order entered","order":"A-8"}');
INSERT INTO "trail" VALUES(12,X'AAFCBAEB2C8DEB9AAA1E5959735D1D6741B276B44C60CED95C5B80511338D689',X'41BFDD1BD926E685D5F91256805562FCFBA788D02311A765F2C2AA3A490E3097',9,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-10","position":1,"promised_on":"2026-03-10","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-10","position":2,"promised_on":"2026-03-10","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-9","supplier":2}},"kind":"order entered","order":"A-9"}');
INSERT INTO "trail" VALUES(13,X'41BFDD1BD926E685D5F91256805562FCFBA788D02311A765F2C2AA3A490E3097',X'09C7F865EAFECD36E75BA1A3833BBBEFD0E9205B52B02ECE37B503D27214DB3C',10,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-11","position":1,"promised_on":"2026-03-11","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-11","position":2,"promised_on":"2026-03-11","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-10","supplier":2}},"kind":"order entered","order":"A-10"}');
INSERT INTO "trail" VALUES(14,X'09C7F865EAFECD36E75BA1A3833BBBEFD0E9205B52B02ECE37B503D27214DB3C',X'95F769C28DC447E74BB3AC4E28C5CFE97CC1F539B1A48682FC18FFD07E70AF25',11,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-12","position":1,"promised_on":"2026-03-12","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-12","position":2,"promised_on":"2026-03-12","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-11","supplier":2}},"kind":"order entered","order":"A-11"}');
INSERT INTO "trail" VALUES(15,X'95F769C28DC447E74BB3AC4E28C5CFE97CC1F539B1A48682FC18FFD07E70AF25',X'B605C00EB902841DE253811C2288C8F382D6548A93329C258D70B7A3E1BB10C8',12,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-03-13","position":1,"promised_on":"2026-03-13","quantity":100000,"sku":"BOLT-8"},{"first_promised_on":"2026-03-13","position":2,"promised_on":"2026-03-13","quantity":25000,"sku":"WIRE","unit":"m"}],"number":"A-12","supplier":2}},"kind":"order entered","order":"A-12"}');
INSERT INTO "trail" VALUES(16,X'B605C00EB902841DE253811C2288C8F382D6548A93329C258D70B7A3E1BB10C8',X'9616A4FAE91CB57458E6ED75FA69A2164D9DA9E6E8A81FB159D3DC326BB3745E',2,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-2"}');
INSERT INTO "trail" VALUES(17,X'9616A4FAE91CB57458E6ED75FA69A2164D9DA9E6E8A81FB159D3DC326BB3745E',X'63CBDC428B1F0D6BDCBC1F3E6C34A7A2DD9C72E8AF265A850ACCDB1F3C1F731D',3,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-3"}');
INSERT INTO "trail" VALUES(18,X'63CBDC428B1F0D6BDCBC1F3E6C34A7A2DD9C72E8AF265A850ACCDB1F3C1F731D',X'CC4346760136FCF0B1E0A751C9DAC22B3EE6F995F28E9AB33BF28BFB46BCC3E8',4,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-4"}');
INSERT INTO "trail" VALUES(19,X'CC4346760136FCF0B1E0A751C9DAC22B3EE6F995F28E9AB33BF28BFB46BCC3E8',X'CEAF9C01B6AED54888BF06E11778568F367F8A17D4B70C5215882D1F4570A81F',5,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-5"}');
INSERT INTO "trail" VALUES(20,X'CEAF9C01B6AED54888BF06E11778568F367F8A17D4B70C5215882D1F4570A81F',X'4CBE31D88312E16E99112D07226BC4B6CF785F35E6C513C585D0CB9B40AFA967',6,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-6"}');
INSERT INTO "trail" VALUES(21,X'4CBE31D88312E16E99112D07226BC4B6CF785F35E6C513C585D0CB9B40AFA967',X'4866A7312A1EA5C4491108E9F1F477438DE4614DC044DEA69D703DD61723BF3E',7,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-7"}');
INSERT INTO "trail" VALUES(22,X'4866A7312A1EA5C4491108E9F1F477438DE4614DC044DEA69D703DD61723BF3E',X'300BD18E70511AFA12D3C821C57B8A3A412DD1F8706220A8C437757FF184AA2D',8,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-8"}');
INSERT INTO "trail" VALUES(23,X'300BD18E70511AFA12D3C821C57B8A3A412DD1F8706220A8C437757FF184AA2D',X'1F842F146D0F01058FE2C3BC5488F35847BA5351BE6933039D04ADE6E04B9756',9,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-9"}');
INSERT INTO "trail" VALUES(24,X'1F842F146D0F01058FE2C3BC5488F35847BA5351BE6933039D04ADE6E04B9756',X'32F1B577154EC96FF32B9F466FDF59ADB29F64F9C3B766C9DB8F6B9E81C41AA8',10,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-10"}');
INSERT INTO "trail" VALUES(25,X'32F1B577154EC96FF32B9F466FDF59ADB29F64F9C3B766C9DB8F6B9E81C41AA8',X'B2D57685C329478A158D56E0840D23FFD7590CB70E17E89DA0E56633FE348855',11,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-11"}');
INSERT INTO "trail" VALUES(26,X'B2D57685C329478A158D56E0840D23FFD7590CB70E17E89DA0E56633FE348855',X'4144A587E063004C1F51761133ADB76F790C8A9094EA923F4E87453516003124',12,'{"at":"2026-02-03T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-03","to":"confirmed"},"kind":"status moved","order":"A-12"}');
INSERT INTO "trail" VALUES(27,X'4144A587E063004C1F51761133ADB76F790C8A9094EA923F4E87453516003124',X'1BE939C1D1AAED2FA840D6405ABB3664E820707D3CFA809134A3E0F2A2DC7B67',3,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-3"}');
INSERT INTO "trail" VALUES(28,X'1BE939C1D1AAED2FA840D6405ABB3664E820707D3CFA809134A3E0F2A2DC7B67',X'92CDA8A5B191EE126CFEF4328AA75E95DB2231A3FCA8A72CE5DC8DB240D8E8E9',4,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-4"}');
INSERT INTO "trail" VALUES(29,X'92CDA8A5B191EE126CFEF4328AA75E95DB2231A3FCA8A72CE5DC8DB240D8E8E9',X'F9DB687F59C0A03DB728E7E84A3EA0903E9D9BE6A851A6DD13A753ED2C6ED107',5,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-5"}');
INSERT INTO "trail" VALUES(30,X'F9DB687F59C0A03DB728E7E84A3EA0903E9D9BE6A851A6DD13A753ED2C6ED107',X'45DC581C3DAFC8BC9BBB61AA8CF4D2749E4B30FABC39244D2E854058B8B0D9B2',6,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-6"}');
INSERT INTO "trail" VALUES(31,X'45DC581C3DAFC8BC9BBB61AA8CF4D2749E4B30FABC39244D2E854058B8B0D9B2',X'AFC7EAB28B3503583CAA7A53C530D82FAD874D0CE5D9B129139202C1B4C4CCEA',7,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-7"}');
INSERT INTO "trail" VALUES(32,X'AFC7EAB28B3503583CAA7A53C530D82FAD874D0CE5D9B129139202C1B4C4CCEA',X'F6D172B5195EB750E50877ABC5A3B08ED71CDAF4BBE32D85FC891A1A4AB7EA26',8,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-8"}');
INSERT INTO "trail" VALUES(33,X'F6D172B5195EB750E50877ABC5A3B08ED71CDAF4BBE32D85FC891A1A4AB7EA26',X'C52B21B4202746AB2C2614678EDD56E049480DA6E67E0EA26F98D6E49E58593E',9,'{"at":"2026-02-10T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-10","to":"processing"},"kind":"status moved","order":"A-9"}');
INSERT INTO "trail" VALUES(34,X'C52B21B4202746AB2C2614678EDD56E049480DA6E67E0EA26F98D6E49E58593E',X'B2B04193F811CB495A825C2F44758883B8F1C683C5B614D39FB287C04D60DAA4',3,'{"at":"2026-02-20T09:30:00Z","by":"Zoë","facts":{"cause":"strike at the port","expected_on":"2026-04-02","on":"2026-02-20"},"kind":"delay reported","order":"A-3"}');
INSERT INTO "trail" VALUES(35,X'B2B04193F811CB495A825C2F44758883B8F1C683C5B614D39FB287C04D60DAA4',X'91FB41716885501EC5B2C1FACB50175E7EFA87643A6ED9BD42812666E84E6339',4,'{"at":"2026-02-20T09:30:00Z","by":"Zoë","facts":{"carrier":"DHL","lines":[{"position":1,"quantity":40000}],"on":"2026-02-20","tracking":"JD0001"},"kind":"lines shipped","order":"A-4"}');
INSERT INTO "trail" VALUES(36,X'91FB41716885501EC5B2C1FACB50175E7EFA87643A6ED9BD42812666E84E6339',X'4A7C47AED6BA10631F4C2A76FC19B3C4863DAA6622B7082ABA0AE68DF818A4F2',5,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-5"}');
INSERT INTO "trail" VALUES(37,X'4A7C47AED6BA10631F4C2A76FC19B3C4863DAA6622B7082ABA0AE68DF818A4F2',X'AE6F53A9F47AF22EFEC386C9B604C08149516C7E16637382B9C47D2DA5914F13',6,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-6"}');
INSERT INTO "trail" VALUES(38,X'AE6F53A9F47AF22EFEC386C9B604C08149516C7E16637382B9C47D2DA5914F13',X'12A65AE86C4E0FB031D7CCBC152F1B256FBCDF2DD3660CFF4AB18802CD5F2200',7,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-7"}');
INSERT INTO "trail" VALUES(39,X'12A65AE86C4E0FB031D7CCBC152F1B256FBCDF2DD3660CFF4AB18802CD5F2200',X'3099E550EF8C2BA877B04B6ACA07DE9E8EB9A3BE3A3F59855C69D5E38C46EC89',8,'{"at":"2026-02-21T09:30:00Z","by":"Zoë","facts":{"carrier":"UPS","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-21"},"kind":"lines shipped","order":"A-8"}');
INSERT INTO "trail" VALUES(40,X'3099E550EF8C2BA877B04B6ACA07DE9E8EB9A3BE3A3F59855C69D5E38C46EC89',X'EF9DACC05B2D97E5B6CA876BDEC22C13C91C2149DE919C30C97A0A12A1606A32',5,'{"at":"2026-02-24T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":100000,"reason":"rust","received_on":"2026-02-24","rejected":20000}},{"position":2,"receipt":{"quantity":25000,"received_on":"2026-02-24","rejected":0}}],"on":"2026-02-24"},"kind":"lines received","order":"A-5"}');
INSERT INTO "trail" VALUES(41,X'EF9DACC05B2D97E5B6CA876BDEC22C13C91C2149DE919C30C97A0A12A1606A32',X'FFA0C2DC7EC3CE986B4A572653DB1C9D3AF4DACADE91634429EA10BAEB8F271C',6,'{"at":"2026-02-25T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":100000,"received_on":"2026-02-25","rejected":0}},{"position":2,"receipt":{"quantity":25000,"received_on":"2026-02-25","rejected":0}}],"on":"2026-02-25"},"kind":"lines received","order":"A-6"}');
INSERT INTO "trail" VALUES(42,X'FFA0C2DC7EC3CE986B4A572653DB1C9D3AF4DACADE91634429EA10BAEB8F271C',X'8CA719E6CE229EEF23E55DEC7D8E4468A2E0A5EE97B76D60422E1AF5CE384E72',7,'{"at":"2026-02-25T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":100000,"received_on":"2026-02-25","rejected":0}},{"position":2,"receipt":{"quantity":25000,"received_on":"2026-02-25","rejected":0}}],"on":"2026-02-25"},"kind":"lines received","order":"A-7"}');
INSERT INTO "trail" VALUES(43,X'8CA719E6CE229EEF23E55DEC7D8E4468A2E0A5EE97B76D60422E1AF5CE384E72',X'3E3818B629C7494B26EFBCCEC9DF8F920B27599E861BF588115F1A57B6CD09FA',6,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26","received_by":"Ms Weber"},"kind":"receipt confirmed","order":"A-6"}');
INSERT INTO "trail" VALUES(44,X'3E3818B629C7494B26EFBCCEC9DF8F920B27599E861BF588115F1A57B6CD09FA',X'C66412D142F1BB06032532D5DD41861EE91EB4D698589DE81C48F98B31F44E00',6,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26"},"kind":"order completed","order":"A-6"}');
INSERT INTO "trail" VALUES(45,X'C66412D142F1BB06032532D5DD41861EE91EB4D698589DE81C48F98B31F44E00',X'448552161335DE8B235AF4945653A241C18A7FC6A0A2EF68C0140DDEE7540444',7,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"note":"all well","on":"2026-02-26","received_by":"Ms Weber"},"kind":"receipt confirmed","order":"A-7"}');
INSERT INTO "trail" VALUES(46,X'448552161335DE8B235AF4945653A241C18A7FC6A0A2EF68C0140DDEE7540444',X'5E675432BA11C3B27AA70B26B6F556106474453E31FDA3337FC2AFF53824B296',7,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26"},"kind":"order completed","order":"A-7"}');
INSERT INTO "trail" VALUES(47,X'5E675432BA11C3B27AA70B26B6F556106474453E31FDA3337FC2AFF53824B296',X'ED8010C9251686F4F39D899916567DDBC4C7AC8789442006C720F4D1E561C78A',7,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"note":"all well","on":"2026-02-26"},"kind":"order closed","order":"A-7"}');
INSERT INTO "trail" VALUES(48,X'ED8010C9251686F4F39D899916567DDBC4C7AC8789442006C720F4D1E561C78A',X'7FEFEE89A23CD320BC4CAA0CACF862BA43321D8B81341A7C69E93C98F1687758',9,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"cause":"customer withdrew","lines":[{"position":1,"quantity":100000},{"position":2,"quantity":25000}],"on":"2026-02-26"},"kind":"lines cancelled","order":"A-9"}');
INSERT INTO "trail" VALUES(49,X'7FEFEE89A23CD320BC4CAA0CACF862BA43321D8B81341A7C69E93C98F1687758',X'BA14F072DE8C74BB373864C7B39161E76DD003A35F05916ECF7D5E389968129A',10,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"cause":"sold out","lines":[{"position":2,"quantity":10000}],"on":"2026-02-26"},"kind":"lines cancelled","order":"A-10"}');
INSERT INTO "trail" VALUES(50,X'BA14F072DE8C74BB373864C7B39161E76DD003A35F05916ECF7D5E389968129A',X'31182771FDC09AD533A60F36E44FEBBCCE796795B2D7E8ACD1BD9F649E925DD8',11,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"cause":"tool broke","channel":"phone","on":"2026-02-26","promised_on":"2026-04-10","said_by":"Lee"},"kind":"promise revised","order":"A-11"}');
INSERT INTO "trail" VALUES(51,X'31182771FDC09AD533A60F36E44FEBBCCE796795B2D7E8ACD1BD9F649E925DD8',X'F1B7D9EF4572AFBA540E42DBBBB4AE28D60B104BE60A2D345605D7BA6EF66AAB',12,'{"at":"2026-02-26T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-26","to":"processing"},"kind":"status moved","order":"A-12"}');
INSERT INTO "trail" VALUES(52,X'F1B7D9EF4572AFBA540E42DBBBB4AE28D60B104BE60A2D345605D7BA6EF66AAB',X'B0B80B8192327220A042BA260613E2092C9F0E8F74BFE5EFC05268ECCE71E8C1',12,'{"at":"2026-02-27T09:30:00Z","by":"Zoë","facts":{"cause":"typed into the wrong order","seq":51},"kind":"event taken back","order":"A-12"}');
INSERT INTO "trail" VALUES(53,X'B0B80B8192327220A042BA260613E2092C9F0E8F74BFE5EFC05268ECCE71E8C1',X'8D9F5D9E7C0045A0364341EA0A5BC70D4CE376AA9CC90311559114E89C578084',10,'{"at":"2026-02-27T09:30:00Z","by":"Zoë","facts":{"changes":[{"field":"owner","new":"Zoë"},{"field":"priority","new":"urgent","old":"normal"},{"field":"quantity","new":"120000","old":"100000","position":1}]},"kind":"order edited","order":"A-10"}');
INSERT INTO "trail" VALUES(54,X'8D9F5D9E7C0045A0364341EA0A5BC70D4CE376AA9CC90311559114E89C578084',X'13364361D63F4749B85CFC18DD290A91A23D719D4C2036B5DA9FE17EEDA61C37',13,'{"at":"2026-02-27T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-27","is_history":true,"last_contact_on":"2025-06-03","lines":[{"first_promised_on":"2025-06-01","position":1,"promised_on":"2025-06-01","quantity":10000,"receipts":[{"quantity":10000,"received_on":"2025-06-03"}]}],"number":"H-1","status":"delivered","supplier":2}},"kind":"order entered","order":"H-1"}');
INSERT INTO "trail" VALUES(55,X'13364361D63F4749B85CFC18DD290A91A23D719D4C2036B5DA9FE17EEDA61C37',X'ABD4928419F64A8E301C6F070298189BBB668A827E9AA0BE4266BF2DFA746C45',14,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-02-20","position":1,"promised_on":"2026-02-20","quantity":100000,"sku":"BOLT-8"}],"number":"C-1","supplier":2}},"kind":"order entered","order":"C-1"}');
INSERT INTO "trail" VALUES(56,X'ABD4928419F64A8E301C6F070298189BBB668A827E9AA0BE4266BF2DFA746C45',X'C856536AAF771A954C521E715871063BE2F4D60C52DCB1AEE9FCA8B5C0D803E6',14,'{"at":"2026-02-17T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-17","to":"confirmed"},"kind":"status moved","order":"C-1"}');
INSERT INTO "trail" VALUES(57,X'C856536AAF771A954C521E715871063BE2F4D60C52DCB1AEE9FCA8B5C0D803E6',X'D433B482E4ADAA4A724948F1ABB6455443396D5F19511A9F1676BF8C3A990355',14,'{"at":"2026-02-18T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"quantity":100000}],"on":"2026-02-18"},"kind":"lines shipped","order":"C-1"}');
INSERT INTO "trail" VALUES(58,X'D433B482E4ADAA4A724948F1ABB6455443396D5F19511A9F1676BF8C3A990355',X'CF14081A107794C8146F8021A4E17636E81B32B0350A3EB0BA45B36A743C4D8E',15,'{"at":"2026-02-02T09:30:00Z","by":"Zoë","facts":{"order":{"customer":1,"entered_on":"2026-02-02","lines":[{"first_promised_on":"2026-02-20","position":1,"promised_on":"2026-02-20","quantity":100000,"sku":"BOLT-8"}],"number":"C-2","supplier":2}},"kind":"order entered","order":"C-2"}');
INSERT INTO "trail" VALUES(59,X'CF14081A107794C8146F8021A4E17636E81B32B0350A3EB0BA45B36A743C4D8E',X'40806C101CF46D9349BDAC3663133FB60B38469919307C67ED07407ED6A759A2',15,'{"at":"2026-02-17T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-17","to":"confirmed"},"kind":"status moved","order":"C-2"}');
INSERT INTO "trail" VALUES(60,X'40806C101CF46D9349BDAC3663133FB60B38469919307C67ED07407ED6A759A2',X'C42C33033EF7883BC98275ADCBA24CA0A04CF8C3947FE703D42A667E03F41306',15,'{"at":"2026-02-18T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"quantity":100000}],"on":"2026-02-18"},"kind":"lines shipped","order":"C-2"}');
INSERT INTO "trail" VALUES(61,X'C42C33033EF7883BC98275ADCBA24CA0A04CF8C3947FE703D42A667E03F41306',X'9C2B8D362023600677AAA1BDD4ADDF889158B73020BB14AC109DA472433ED9A0',14,'{"at":"2026-02-20T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":100000,"reason":"dented","received_on":"2026-02-20","rejected":20000}}],"on":"2026-02-20"},"kind":"lines received","order":"C-1"}');
INSERT INTO "trail" VALUES(62,X'9C2B8D362023600677AAA1BDD4ADDF889158B73020BB14AC109DA472433ED9A0',X'1C2AFD72F9A010568C090C5B420CD998208B34AC46F825CC9DF4CD0CC1071409',14,'{"at":"2026-02-23T09:30:00Z","by":"Zoë","facts":{"cause":"credited","is_short":true,"lines":[{"position":1,"quantity":20000}],"on":"2026-02-23"},"kind":"lines cancelled","order":"C-1"}');
INSERT INTO "trail" VALUES(63,X'1C2AFD72F9A010568C090C5B420CD998208B34AC46F825CC9DF4CD0CC1071409',X'4C32DA2AEF4026FF441958097D8F373B37292FB5AEC70E55184D90EDB4EDF033',14,'{"at":"2026-02-23T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-23","received_by":"Ms Weber"},"kind":"receipt confirmed","order":"C-1"}');
INSERT INTO "trail" VALUES(64,X'4C32DA2AEF4026FF441958097D8F373B37292FB5AEC70E55184D90EDB4EDF033',X'2F3BED44A475B96910397CEF57D73B328212C85C40533EAA61BCA113F0397145',14,'{"at":"2026-02-23T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-23"},"kind":"order completed","order":"C-1"}');
INSERT INTO "trail" VALUES(65,X'2F3BED44A475B96910397CEF57D73B328212C85C40533EAA61BCA113F0397145',X'EE0B5E1C2B98E7FDA7F1738E322C415BAD98E5489333B5F4C0ABC61EF79F858B',14,'{"at":"2026-02-23T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-23"},"kind":"order closed","order":"C-1"}');
INSERT INTO "trail" VALUES(66,X'EE0B5E1C2B98E7FDA7F1738E322C415BAD98E5489333B5F4C0ABC61EF79F858B',X'3BFECC91981EDEFC9747D4D67926499BE2F3E23F4069DC2DA836D86EDCD61AC4',15,'{"at":"2026-02-20T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":60000,"received_on":"2026-02-20","rejected":0}}],"on":"2026-02-20"},"kind":"lines received","order":"C-2"}');
INSERT INTO "trail" VALUES(67,X'3BFECC91981EDEFC9747D4D67926499BE2F3E23F4069DC2DA836D86EDCD61AC4',X'578234567C2F0008F60871A98911290205C9D000496E67F16C50612AC092A751',15,'{"at":"2026-02-24T09:30:00Z","by":"Zoë","facts":{"lines":[{"position":1,"receipt":{"quantity":40000,"received_on":"2026-02-24","rejected":0}}],"on":"2026-02-24"},"kind":"lines received","order":"C-2"}');
INSERT INTO "trail" VALUES(68,X'578234567C2F0008F60871A98911290205C9D000496E67F16C50612AC092A751',X'20C361647A639D0AE67DC27680B596380F3F5605D0F00A1243E7C7DF70BE3DEE',15,'{"at":"2026-02-25T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-25","received_by":"Ms Weber"},"kind":"receipt confirmed","order":"C-2"}');
INSERT INTO "trail" VALUES(69,X'20C361647A639D0AE67DC27680B596380F3F5605D0F00A1243E7C7DF70BE3DEE',X'B6A37E3D34550042CC76B76D8F7406E3684826726A23E7AFE2E70E56A5B7CF39',15,'{"at":"2026-02-25T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-25"},"kind":"order completed","order":"C-2"}');
INSERT INTO "trail" VALUES(70,X'B6A37E3D34550042CC76B76D8F7406E3684826726A23E7AFE2E70E56A5B7CF39',X'5640F70C7D77FB88CEFDA31FBAFAA936728EEAD806B999AD77E0AE5A141C646C',15,'{"at":"2026-02-25T09:30:00Z","by":"Zoë","facts":{"on":"2026-02-25"},"kind":"order closed","order":"C-2"}');
INSERT INTO "trail" VALUES(71,X'5640F70C7D77FB88CEFDA31FBAFAA936728EEAD806B999AD77E0AE5A141C646C',X'1E6709857F32A24016F15B280EB8FE61FB8BB2E3B8E6756EEEE9259D37D823FC',NULL,'{"at":"2026-02-28T09:30:00Z","by":"Zoë","facts":{"party":{"id":3,"is_supplier":true,"merged_into":2,"name":"Kestrel Fastners"}},"kind":"party merged"}');
CREATE INDEX orders_by_status ON orders (status);
CREATE INDEX lines_delivered ON lines (delivered_on);
CREATE INDEX trail_by_order ON trail (order_id);
CREATE INDEX orders_unfinished ON orders (status) WHERE CASE WHEN status IN ('closed', 'cancelled') THEN 0 WHEN status IN ('delivered', 'completed') AND is_history = 1 AND version = 1 THEN 0 ELSE 1 END = 1;
CREATE INDEX orders_by_customer_ref ON orders (customer_id, customer_ref) WHERE customer_ref IS NOT NULL;
CREATE INDEX lines_open ON lines (promised_on) WHERE open_quantity > 0;
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
COMMIT;
