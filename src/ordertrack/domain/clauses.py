"""The clauses of the procedure, and by what the book can tell whether each was followed."""

from __future__ import annotations

from typing import NamedTuple


class Clause(NamedTuple):
    """A clause: what it asks, when it applies and is met as far as the book can tell, or why it cannot tell."""

    number: str
    asks: str
    measure: str
    is_measured: bool = True


CLAUSES = (
    Clause(
        "3",
        "roles: order management, customer service, suppliers, management",
        "every order entered; met when a colleague is named as its owner",
    ),
    Clause(
        "4.1a",
        "verify order details on receipt",
        "every order entered; always met, since the book takes no order that fails a check",
    ),
    Clause(
        "4.1b", "enter the order into the system", "every order entered, not taken over as history; always met by that"
    ),
    Clause(
        "4.1c",
        "send the confirmation to customer and stakeholders",
        "every order entered; met when it was confirmed, missed when its promised day passed before",
    ),
    Clause(
        "4.2a",
        "track the progress of orders daily",
        "every working day since the first order was entered; met when the daily round ran",
    ),
    Clause(
        "4.2b",
        "keep the status current",
        "every order whose promised day has passed; met when it was delivered, or a delay is reported",
    ),
    Clause(
        "4.2c",
        "contact suppliers when the promised day comes near and no update came",
        "every follow-up of the silent rule; met when it was made before the next one of that promise fell due",
    ),
    Clause(
        "4.3a",
        "follow up orders past the expected timeline",
        "every follow-up of the overdue rule; met when it was made before the next one of that promise fell due",
    ),
    Clause(
        "4.3b",
        "escalate to management by the escalation matrix",
        "every escalation of an order; met when every level was told in its turn, none skipped or out of reach",
    ),
    Clause(
        "4.3c",
        "log all follow-up communications in the order's record",
        "every contact with a supplier in the book; what nobody logged is not known",
    ),
    Clause(
        "4.4a",
        "tell customers at milestones or upon request",
        "every question of a customer, those of one answer as one; met when it was answered within the target",
    ),
    Clause(
        "4.4b",
        "tell stakeholders at once of a delay, with new date and cause",
        "every delay reported; met when the customer was spoken to within the time for keeping customers informed",
    ),
    Clause(
        "4.4c",
        "document all status updates for audit",
        "every order entered; always met, since nothing changes without an event: `ordertrack trail verify`",
    ),
    Clause(
        "4.5a",
        "confirm the receipt with the customer",
        "every order delivered; met when the customer confirmed, missed when it was completed without that",
    ),
    Clause(
        "4.5b", "complete upon delivery confirmation", "every order whose receipt was confirmed; met when completed"
    ),
    Clause("4.5c", "close out the order", "every order completed; met when it was closed"),
    Clause(
        "4.6a",
        "identify and address discrepancies, delays, issues",
        "every issue; met when it was resolved within the target",
    ),
    Clause(
        "4.6b",
        "escalate unresolved issues",
        "every escalation of an issue; met when every level was told in its turn, none skipped or out of reach",
    ),
    Clause(
        "5",
        "e-mail, notifications, phone, portals",
        "every contact; met when it was made by e-mail, phone or a portal, missed by any other way",
    ),
    Clause(
        "6",
        "keep the records; retention policy",
        "not measured: what was destroyed by hand leaves no trace; `ordertrack trail verify` proves what is kept",
        is_measured=False,
    ),
    Clause(
        "7",
        "on-time delivery rate, response time, resolution time",
        "not measured: a review of the figures leaves no trace; the reports ontime, response and resolution give them",
        is_measured=False,
    ),
    Clause(
        "8",
        "revision history",
        "every policy revision; always met, since none is adopted without date, description and author",
    ),
)
