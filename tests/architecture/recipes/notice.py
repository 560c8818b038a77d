"""A kind of notice: `cancelled`, by which the supplier hears that an order was cancelled."""

from __future__ import annotations

TESTS = (
    "tests/architecture/test_words.py::test_a_thing_has_one_word",
    "tests/docs/test_reference.py",
    "tests/domain/notices/test_samples.py",
    "tests/domain/policy",
    "tests/mail/notices/test_wording.py",
    "tests/store/book/test_releases.py::test_it_is_upgraded_to_the_layout_of_a_fresh_book",
    "tests/store/book/test_releases.py::test_every_row_stays_as_it_was",
)
GENERATED = ("docs/reference/commands.md",)
POLICY = ("src/ordertrack/domain/policy/policy.json",)
EDITS = {
    "src/ordertrack/domain/policy/notices.py": [
        (
            "    ESCALATION = (\n",
            '    CANCELLED = "cancelled", _SUPPLIER, "cancellation", "tells that an order was cancelled, and {number} was not"\n'
            "    ESCALATION = (\n",
        ),
    ],
    "src/ordertrack/domain/notices/causes.py": [
        (
            "\n\ndef _another_date(",
            """

def _cancelled(_: Order, order: Order, __: facts.LinesCancelled) -> Milestone | None:
    return (NoticeKind.CANCELLED, {}) if order.status is Status.CANCELLED else None


def _another_date(""",
        ),
        (
            "    facts.OrderCompleted: _completed,\n",
            "    facts.OrderCompleted: _completed,\n    facts.LinesCancelled: _cancelled,\n",
        ),
        (
            "frozenset(NoticeKind) - {NoticeKind.ANSWER, NoticeKind.ESCALATION, NoticeKind.DIGEST}",
            """frozenset(NoticeKind) - {
    NoticeKind.CANCELLED,
    NoticeKind.ANSWER,
    NoticeKind.ESCALATION,
    NoticeKind.DIGEST,
}""",
        ),
    ],
    "src/ordertrack/domain/policy/policy.toml": [
        (
            "supplier-reminder, overdue-follow-up\n#   to colleagues",
            "supplier-reminder, overdue-follow-up, cancelled\n#   to colleagues",
        ),
        ('"overdue-follow-up"]\n', '"overdue-follow-up", "cancelled"]\n'),
        (
            "[texts.en.escalation]",
            '''[texts.en.cancelled]
subject = "Order {{ order.number }}: cancelled{% if order.supplier_ref %} (your reference {{ order.supplier_ref }}){% endif %}"
plain = """
Good day,

We have to cancel our order {{ order.number }}{% if order.supplier_ref %} (your reference {{ order.supplier_ref }}){% endif %}. Please send nothing more of it, and reply to this message if anything is on its way already.

Kind regards
{{ order.owner }}
"""

[texts.en.escalation]''',
        ),
        (
            "[texts.de.escalation]",
            '''[texts.de.cancelled]
subject = "Bestellung {{ order.number }}: storniert{% if order.supplier_ref %} (Ihr Zeichen {{ order.supplier_ref }}){% endif %}"
plain = """
Guten Tag,

wir müssen unsere Bestellung {{ order.number }}{% if order.supplier_ref %} (Ihr Zeichen {{ order.supplier_ref }}){% endif %} stornieren. Bitte senden Sie nichts mehr davon, und antworten Sie auf diese Nachricht, wenn schon etwas unterwegs ist.

Mit freundlichen Grüßen
{{ order.owner }}
"""

[texts.de.escalation]''',
        ),
    ],
    "src/ordertrack/store/tables/identity.py": [("SCHEMA_VERSION = 3", "SCHEMA_VERSION = 4")],
    "src/ordertrack/store/book/migrations.py": [
        (
            "\n\nSTEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3}",
            '''

_NOTICES = (
    *("order-confirmation", "supplier-acknowledgement", "shipped", "date-changed", "delay", "recovered", "delivered"),
    *("completed", "supplier-reminder", "overdue-follow-up", "cancelled", "escalation", "answer", "digest"),
)


def _to_4(connection: sa.Connection) -> None:
    """Let a notice tell that an order was cancelled."""
    known = " OR ".join(f"kind = '{each}'" for each in _NOTICES)
    rule = f"CONSTRAINT notices_kind_known CHECK ({known})"
    if connection.dialect.name == "sqlite":
        sql = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'notices'").scalar_one()
        rebuild_table(connection, "notices", re.sub(r"CONSTRAINT notices_kind_known CHECK \\([^)]*\\)", rule, sql))
    else:
        connection.exec_driver_sql(f"ALTER TABLE notices DROP CONSTRAINT notices_kind_known, ADD {rule}")


STEPS: Mapping[int, Step] = {2: _to_2, 3: _to_3, 4: _to_4}''',
        ),
    ],
    "docs/howto/notices.md": [
        (
            "| `escalation` |",
            "| `cancelled` | the supplier | the whole order was cancelled |\n| `escalation` |",
        ),
    ],
    "tests/domain/policy/mistakes.txt": [
        ("overdue-follow-up, escalation, answer", "overdue-follow-up, cancelled, escalation, answer"),
    ],
}
NEW = {
    "tests/cli/notices/test_cancelled.py": '''"""A supplier is told that an order was cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk import add

if TYPE_CHECKING:
    from tests.desk import Desk


def test_a_supplier_hears_of_a_cancellation(desk: Desk) -> None:
    desk.do("party", "add", "Bolts", "--supplier", "--email", "s@bolts.example.com")
    add(desk, "SO-1")
    assert desk.do("cancel", "SO-1", "--cause", "not wanted").err.splitlines()[-1] == "cancellation to Bolts queued"
    (notice,) = desk.rows("notice", "list", "--kind", "cancelled")
    assert (notice["to"], notice["standing"]) == ("Bolts", "queued")
    assert "Please send nothing more of it" in desk.rows("notice", "show", str(notice["id"]))[0]["plain"]
    assert desk.column("kind", "notice", "send", "--dry-run")[-1] == "cancelled"


def test_a_preview_says_that_an_order_was_not_cancelled(desk: Desk) -> None:
    add(desk, "SO-1")
    ran = desk("notice", "preview", "cancelled", "SO-1")
    assert "a notice of kind cancelled tells that an order was cancelled, and SO-1 was not" in ran.err
''',
}
