"""An order, a notice and a letter with everything in them: no field of theirs or of their parts is at its default."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from ordertrack.domain.cases.enquiries import Enquiry
from ordertrack.domain.cases.escalations import Ending, Escalation, LevelTurn, Subject
from ordertrack.domain.cases.followups import Contact, FollowUp, FollowUpOutcome, FollowUpRule
from ordertrack.domain.cases.issues import Issue, IssueKind, Remedy, Severity, Wait
from ordertrack.domain.letters import Attachment, Direction, Match, Message, MessageState, Nature
from ordertrack.domain.notices.notice import Addressee, Notice, NoticeState
from ordertrack.domain.orders.order import Delay, Line, Promise, Receipt, Shipment
from ordertrack.domain.orders.statuses import Priority, Status
from ordertrack.domain.parties import Channel, NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from tests.builders import an_order


def on(day: int, hour: int = 8) -> datetime:
    """An instant of February 2026."""
    return datetime(2026, 2, day, hour, 15, 59, tzinfo=UTC)


ORIGINAL = b"From: Lee <lee@example.org>\r\nSubject: Re: late\r\n\r\nsoon\x00\xff\r\n"
LETTER = Message(
    id=8,
    direction=Direction.IN,
    digest=hashlib.sha256(ORIGINAL).hexdigest(),
    message_id="<8@example.org>",
    nature=Nature.LETTER,
    state=MessageState.WAITING,
    at=on(10),
    kept_at=on(10, 9),
    subject="Re: late \u202e",
    text="soon\n二十",
    numbers=("W-1",),
    matched_by=Match.THREAD,
    notice=1,
    party=2,
    side=Side.SUPPLIER,
    sender="lee@example.org",
    sender_name="Lee, Zoë",
    attachments=(Attachment("plan.pdf", "application/pdf", 3),),
    rest="> when?",
    reason="550 no such user",
)
"""It answers notice 1."""

NOTICE = Notice(
    id=1,
    kind=NoticeKind.OVERDUE_FOLLOW_UP,
    state=NoticeState.SENDING,
    to=Addressee(
        name="Acme Fasteners",
        channel=NoticeChannel.EMAIL,
        party=2,
        side=Side.SUPPLIER,
        address="lee@example.org",
        language="zh-Hant",
    ),
    numbers=("W-1",),
    facts={"order": {"number": "W-1", "note": 'they said: "soon"\n二十'}, "lines": [7], "is_last": True, "by": None},
    cause="W-1 event 5",
    revision=2,
    queued_at=on(9),
    learned_at=on(9, 7),
    token="",
    message_id="<notice-1@example.org>",
    is_copy=True,
    subject="When will it come?",
    body="Dear Lee\n二十",
    approved_at=on(9, 10),
    approved_by="Zoë",
    attempts=3,
    next_at=on(9, 11),
    lease_until=on(9, 12),
    may_repeat=True,
    sent_at=on(9, 13),
    error="451 try again",
    read_at=on(9, 14),
    acknowledged_at=on(9, 15),
)
"""Its token is made when it is queued."""

CONTACT = Contact(
    at=on(10),
    made_on=date(2026, 2, 10),
    channel=Channel.PORTAL,
    side=Side.SUPPLIER,
    actor="Zoë",
    outcome=FollowUpOutcome.PROMISED,
    note='they said: "soon"\n二十',
    ask_again_on=date(2026, 2, 12),
    message=LETTER.id,
    digest=LETTER.digest,
)
FOLLOWUP = FollowUp(
    position=7,
    promised_on=date(2026, 3, 27),
    rule=FollowUpRule.OVERDUE,
    number=3,
    due_on=date(2026, 2, 9),
    raised_on=date(2026, 2, 10),
    revision=2,
    asked_at=on(10),
    answered_at=on(11),
)
ISSUE = Issue(
    number=4,
    kind=IssueKind.WRONG_GOODS,
    severity=Severity.HIGH,
    cause="bolts of 6 mm",
    opened_at=on(12),
    position=7,
    cause_code="wrong-item",
    remedy=Remedy.REPLACE,
    is_automatic=True,
    waits=(Wait(side=Side.CUSTOMER, since=on(12, 9), until=on(12, 10)),),
    resolved_at=on(13),
    resolution="sent again",
    reopened=1,
)
ESCALATION = Escalation(
    number=5,
    subject=Subject.ISSUE,
    reason='older than "3bd"',
    started_at=on(12),
    revision=2,
    issue=4,
    tellings=(
        LevelTurn(
            level=1, at=on(12), ending=Ending.TOLD, why="3bd", to=("Zoë <z@example.org>",), acknowledge_by=on(12, 12)
        ),
    ),
    acknowledged_at=on(12, 11),
    acknowledged_by="Zoë",
    expired=2,
    ended_at=on(13),
    ended_why="the issue was resolved",
)
ENQUIRY = Enquiry(
    number=6,
    sender="Kai\u202e",
    received_at=on(14),
    text="where\nis it?",
    channel=Channel.PHONE,
    answered_at=on(14, 10),
    answered_by="Zoë",
    answer="on a ship",
    answer_channel=Channel.VISIT,
)

WHOLE = an_order(
    "W-1",
    lines=(
        Line(
            position=7,
            quantity=10,
            promised_on=date(2026, 3, 27),
            first_promised_on=date(2026, 3, 20),
            ref="L-1",
            sku="BOLT-8",
            description='bolts, 8 mm\n"zinc"\r\n\t二十',
            unit="box",
            unit_price=12_500,
            requested_on=date(2026, 3, 15),
            expected_on=date(2026, 4, 1),
            cancelled_quantity=2,
            cancelled_on=date(2026, 2, 28),
            shipments=(Shipment(quantity=8, shipped_on=date(2026, 2, 26), carrier="DHL", tracking="JD0001"),),
            receipts=(Receipt(quantity=3, received_on=date(2026, 2, 27), rejected=1, reason="rust"),),
            promises=(
                Promise(
                    said_on=date(2026, 2, 25),
                    previous_on=date(2026, 3, 20),
                    promised_on=date(2026, 3, 27),
                    cause="strike",
                    said_by="Lee",
                    channel=Channel.PHONE,
                ),
            ),
        ),
    ),
    status=Status.PROCESSING,
    priority=Priority.URGENT,
    owner="Zoë",
    placed_on=date(2026, 2, 1),
    customer_ref="PO 7",
    supplier_ref="AB-9",
    value=0,
    currency="EUR",
    carrier="DHL",
    tracking="JD0001",
    note="  kept exactly \u202e as it is ",
    is_history=True,
    delay=Delay(reported_on=date(2026, 2, 28), expected_on=date(2026, 4, 2), cause="strike"),
    confirmed_on=date(2026, 2, 2),
    received_by="Kai",
    receipt_on=date(2026, 2, 3),
    completed_on=date(2026, 2, 4),
    closed_on=date(2026, 2, 5),
    cancelled_on=date(2026, 2, 6),
    held_cause="lawsuit 7",
    last_contact_on=date(2026, 2, 7),
    contacts=(CONTACT,),
    followups=(FOLLOWUP,),
    issues=(ISSUE,),
    escalations=(ESCALATION,),
    enquiries=(ENQUIRY,),
)
