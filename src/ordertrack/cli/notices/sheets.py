"""Notices in words, as tables and sheets: the outbox, one notice whole, and what a run sent (SOP 4.4, 5)."""

from __future__ import annotations

import shlex
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordertrack.cli.commands import Written
from ordertrack.cli.output.result import Column, Kind, Sheet, Table, Tone
from ordertrack.domain.notices.notice import NoticeState
from ordertrack.domain.orders.events import DelayReported
from ordertrack.domain.parties import NoticeChannel, Side
from ordertrack.domain.policy.notices import NoticeKind
from ordertrack.domain.values.texts import count_of
from ordertrack.usecases.notices.outbox import waits
from ordertrack.usecases.ports import NoticeQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta

    from ordertrack.cli.desk.desk import Desk
    from ordertrack.cli.output.result import Row
    from ordertrack.domain.letters import Wording
    from ordertrack.domain.notices.notice import Addressee, Notice, NoticeDraft
    from ordertrack.usecases.notices.outbox import Standing
    from ordertrack.usecases.ports import Reads
    from ordertrack.usecases.recording import Changed


def named(notice: Notice) -> str:
    """Name a notice and whom it is for."""
    return f"{notice.kind.called} to {notice.to.name}"


def describe_queued(desk: Desk, notices: Sequence[Notice]) -> list[str]:
    """Say what a step queued or withdrew, and what that still wants; copies and inboxes go without saying."""
    worth_saying = [each for each in notices if not each.is_copy and each.to.channel is not NoticeChannel.INBOX]
    if not worth_saying:
        return []
    with desk.book.read() as view:
        revisions = view.policy.revisions() or desk.policies
    return [
        _describe_notice(each, is_waiting=waits(each, revisions), is_dry=desk.wishes.dry_run) for each in worth_saying
    ]


def written_changes(desk: Desk, changes: Sequence[Changed], said: Sequence[str], *more: str) -> Written:
    """Say what changes did, whom they tell and what else is to say, and name their orders."""
    notices = describe_queued(desk, [notice for change in changes for notice in change.notices])
    return Written(said=[*said, *notices, *more], names=[change.after.number for change in changes])


def name_untold_customers(desk: Desk, changes: Sequence[Changed]) -> list[str]:
    """Name the customers who could not be told of a delay, and what would help (SOP 4.4b)."""
    late = [each.after for each in changes if any(isinstance(fact, DelayReported) for fact in each.facts)]
    told_of = {number for each in changes for notice in each.notices if notice.to.side for number in notice.numbers}
    missing = dict.fromkeys(order.customer for order in late if not order.is_history and order.number not in told_of)
    if not missing:
        return []
    with desk.book.read() as view:
        names = [party.name for party in view.parties.get(missing).values()]
    why = "has neither e-mail address nor phone number, and was not told"
    return [f"{name} {why}: ordertrack party edit {shlex.quote(name)} --email ADDRESS" for name in names]


def told_wrong(change: Changed) -> list[str]:
    """Name who was written to already of what was taken back."""
    tell = "tell them what is right"
    return [f"{notice.to.name} was told already (notice {notice.id}): {tell}" for notice in change.told]


def _describe_notice(notice: Notice, *, is_waiting: bool, is_dry: bool) -> str:
    if notice.state is NoticeState.WITHDRAWN:
        return f"{named(notice)} withdrawn"
    if notice.to.channel is NoticeChannel.PHONE:
        return f"{named(notice)} by phone: ordertrack calls"
    if not is_waiting:
        return f"{named(notice)} queued"
    command = "" if is_dry else f": ordertrack notice approve {notice.id}"
    return f"{named(notice)} queued, waits for approval{command}"


def became(notice: Notice) -> str:
    """Say what became of a notice that was tried."""
    if notice.state is NoticeState.QUEUED:
        again = f" until {notice.next_at:%Y-%m-%d %H:%M}Z" if notice.next_at else ""
        return f"waits{again}: {notice.error}"
    return notice.state.value if notice.state is NoticeState.SENT else f"{notice.state}: {notice.error}"


def confirmation(view: Reads, number: str) -> str | None:
    """Say whether an order was confirmed to its customer, and whether they acknowledged that (SOP 4.1c)."""
    question = NoticeQuestion(kinds=(NoticeKind.ORDER_CONFIRMATION,), numbers=(number,), side=Side.CUSTOMER)
    for notice in view.notices.list(question):
        if notice.state is not NoticeState.SENT or notice.sent_at is None:
            return f"{notice.state}, notice {notice.id}"
        answer = f"acknowledged {notice.acknowledged_at:%Y-%m-%d}" if notice.acknowledged_at else "not acknowledged"
        return f"sent {notice.sent_at:%Y-%m-%d}, {answer}"
    return None


def counted(counts: Iterable[tuple[int, str, str]]) -> str:
    """Say how many of each: `(3, "waits", "wait")` is "3 wait"; of what there is none nothing is said."""
    return ", ".join(count_of(count, one, many) for count, one, many in counts if count)


LIST = (
    Column(name="id", title="Notice", kind=Kind.COUNT),
    Column(name="kind", title="Kind"),
    Column(name="standing", title="Now"),
    Column(name="to", title="To"),
    Column(name="channel", title="Channel", narrow=False),
    Column(name="orders", title="Orders"),
    Column(name="queued_at", title="Queued", kind=Kind.INSTANT, narrow=False),
    Column(name="leaves_at", title="Leaves", kind=Kind.INSTANT, narrow=False),
    Column(name="attempts", title="Attempts", kind=Kind.COUNT, narrow=False),
    Column(name="error", title="Why", narrow=False),
    Column(name="may_repeat", title="May repeat", kind=Kind.FLAG, drawn=False),
    Column(name="sent_at", title="Sent", kind=Kind.INSTANT, narrow=False),
    Column(name="minutes", title="Minutes", kind=Kind.QUANTITY, narrow=False),
    Column(name="acknowledged_at", title="Acknowledged", kind=Kind.INSTANT, narrow=False),
    Column(name="state", title="State", drawn=False),
    Column(name="working_minutes", title="Working minutes", kind=Kind.QUANTITY, drawn=False),
    Column(name="learned_at", title="Learned", kind=Kind.INSTANT, drawn=False),
    Column(name="approved_at", title="Approved", kind=Kind.INSTANT, drawn=False),
    Column(name="approved_by", title="Approved by", drawn=False),
    Column(name="next_at", title="Next attempt", kind=Kind.INSTANT, drawn=False),
    Column(name="read_at", title="Read", kind=Kind.INSTANT, drawn=False),
    Column(name="side", title="Side", drawn=False),
    Column(name="address", title="Address", drawn=False),
    Column(name="language", title="Language", drawn=False),
    Column(name="is_copy", title="Copy", kind=Kind.FLAG, drawn=False),
    Column(name="is_edited", title="Edited", kind=Kind.FLAG, drawn=False),
    Column(name="cause", title="Cause", drawn=False),
    Column(name="revision", title="Policy", kind=Kind.COUNT, drawn=False),
    Column(name="message_id", title="Message-ID", drawn=False),
)
WORDS = (
    Column(name="subject", title="Subject"),
    Column(name="plain", title="Text", kind=Kind.PROSE),
    Column(name="html", title="HTML", drawn=False),
)
PREVIEW = (
    Column(name="kind", title="Kind"),
    Column(name="to", title="To"),
    Column(name="orders", title="Orders"),
    Column(name="language", title="Language"),
    Column(name="revision", title="Policy", kind=Kind.COUNT),
    *WORDS,
)
SENT = (
    Column(name="id", title="Notice", kind=Kind.COUNT),
    Column(name="kind", title="Kind"),
    Column(name="to", title="To"),
    Column(name="orders", title="Orders"),
    Column(name="became", title="What became of it"),
    Column(name="state", title="State", drawn=False),
    Column(name="attempts", title="Attempts", kind=Kind.COUNT, drawn=False),
    Column(name="next_at", title="Next attempt", kind=Kind.INSTANT, drawn=False),
    Column(name="error", title="Why", drawn=False),
)
WAITING = "waiting for approval"
_RETRY = "`ordertrack notice retry ID` tries one again once its reason is mended; `notice retry --all` tries all"
_MINUTE = 60
_TENTH = Decimal("0.1")


def notice_table(desk: Desk, found: Sequence[Standing], *, total: int) -> Table:
    """Show notices as they were queued; `total` is how many there are, shown or not."""
    rows = [_row(LIST, notice_values(desk, each)) for each in found]
    return Table(
        kind="notices",
        columns=_columns(found),
        rows=rows,
        as_of=desk.today,
        title="Notices",
        notes=_notes(found, total),
        extra={"total": total},
        tone=_tone,
        empty="No notice fits.",
    )


def _columns(found: Sequence[Standing]) -> tuple[Column, ...]:
    """Show on the narrowest terminal, too, why a notice failed, and when one is tried again."""
    failed = any(each.notice.state is NoticeState.FAILED for each in found)
    tried = any(each.notice.state is NoticeState.QUEUED and each.notice.next_at is not None for each in found)
    if not failed and not tried:
        return LIST
    narrow = {"id", "standing", "to", "error", "leaves_at" if tried else "kind"}
    return tuple(replace(each, narrow=each.name in narrow) for each in LIST)


def notice_sheet(desk: Desk, found: Sequence[tuple[Standing, Wording]]) -> Sheet:
    """Show notices whole: what is known of each, and what it says."""
    rows: list[dict[str, object]] = []
    tables: list[Table] = []
    columns = (*_drawn(LIST), *WORDS)
    for standing, wording in found:
        values = notice_values(desk, standing) | _wording_values(wording)
        rows.append(values)
        filled = [each for each in columns if each.drawn and values[each.name] not in {None, False, ""}]
        title = f"Notice {standing.notice.id}"
        tables.append(_upright("notice", [each for each in filled if each not in WORDS], values, title))
        tables.append(_upright("words", [each for each in WORDS if each.drawn], values, ""))
    flat = Table(kind="notice", columns=columns, rows=[_row(columns, each) for each in rows])
    return Sheet(kind="notice", rows=rows, tables=tables, flat=flat, as_of=desk.today)


def preview_sheet(desk: Desk, draft: NoticeDraft, wording: Wording, language: str | None) -> Sheet:
    """Show what a notice would say."""
    values: dict[str, object] = {
        "kind": draft.kind,
        "to": draft.to.name,
        "orders": ", ".join(draft.numbers) or None,
        "language": language,
        "revision": draft.revision,
        **_wording_values(wording),
    }
    whole = _upright("preview", PREVIEW, values, f"A notice of kind {draft.kind}, as it would be")
    return Sheet(kind="preview", rows=[values], tables=[whole], flat=whole, as_of=desk.today)


def sent_table(desk: Desk, notices: Iterable[Notice], *, is_dry: bool) -> Table:
    """Show what a run did with each notice, or would do."""
    rows = [_row(SENT, _outcome(each, is_dry=is_dry)) for each in notices]
    return Table(
        kind="sent",
        columns=SENT,
        rows=rows,
        as_of=desk.today,
        title="Would leave now" if is_dry else "Sent now",
        tone=lambda row: _TONES.get(str(row[5])),
        empty="Nothing is to be sent now.",
    )


def notice_values(desk: Desk, standing: Standing) -> dict[str, Any]:
    """Give every field of a notice."""
    notice = standing.notice
    told_at = (
        notice.sent_at if notice.state is NoticeState.SENT and notice.to.channel is not NoticeChannel.INBOX else None
    )
    given = {
        **_addressee(notice.to),
        "standing": _describe_wait(standing),
        "orders": ", ".join(notice.numbers) or None,
        "leaves_at": standing.leaves_at,
        "minutes": minutes(told_at - notice.learned_at) if told_at else None,
        "working_minutes": minutes(desk.hours.worked(notice.learned_at, told_at)) if told_at else None,
        "is_edited": notice.body is not None,
    }
    return {
        column.name: given[column.name] if column.name in given else getattr(notice, column.name) for column in LIST
    }


def _describe_wait(standing: Standing) -> str:
    notice = standing.notice
    if notice.to.channel is NoticeChannel.INBOX:
        return "read" if notice.read_at else "unread"
    return WAITING if standing.waits else notice.state.value


def minutes(span: timedelta) -> Decimal:
    """Give a span in minutes, to the tenth."""
    return (Decimal(int(span.total_seconds())) / _MINUTE).quantize(_TENTH)


def _addressee(to: Addressee) -> dict[str, Any]:
    return {"to": to.name, "channel": to.channel, "side": to.side, "address": to.address, "language": to.language}


def _wording_values(wording: Wording) -> dict[str, object]:
    return {"subject": wording.subject, "plain": wording.plain.rstrip("\n"), "html": wording.html}


def _outcome(notice: Notice, *, is_dry: bool) -> dict[str, Any]:
    given = {
        "to": notice.to.name,
        "orders": ", ".join(notice.numbers) or None,
        "became": "would be sent" if is_dry else became(notice),
    }
    return {
        column.name: given[column.name] if column.name in given else getattr(notice, column.name) for column in SENT
    }


def _upright(kind: str, columns: Sequence[Column], values: dict[str, Any], title: str) -> Table:
    return Table(kind=kind, columns=tuple(columns), rows=[_row(columns, values)], title=title, upright=True)


def _row(columns: Sequence[Column], values: dict[str, Any]) -> Row:
    return [values[column.name] for column in columns]


def _drawn(columns: Sequence[Column]) -> list[Column]:
    """Show at a terminal what a list has no room for."""
    return [replace(each, narrow=True, drawn=True) for each in columns]


def _notes(found: Sequence[Standing], total: int) -> tuple[str, ...]:
    if not found:
        return ()
    waiting = sum(each.waits for each in found)
    failed = sum(each.notice.state is NoticeState.FAILED for each in found)
    counts = [
        (total, "notice", "notices"),
        (waiting, "waits for approval", "wait for approval"),
        (failed, "failed", "failed"),
    ]
    cut = f"{len(found)} of {total} notices are shown; --limit cut the list"
    first = cut if total > len(found) else counted(counts)
    return (first, _RETRY) if failed else (first,)


_TONES = {
    NoticeState.FAILED.value: Tone.URGENT,
    WAITING: Tone.WARNING,
    NoticeState.SENT.value: Tone.QUIET,
    NoticeState.WITHDRAWN.value: Tone.QUIET,
}


def _tone(row: Row) -> Tone | None:
    return _TONES.get(str(row[2]))
