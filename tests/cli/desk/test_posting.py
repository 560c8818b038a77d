from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from ordertrack.cli.desk.desk import Desk, Wishes
from ordertrack.cli.desk.mail import beside_the_book, mail_settings, transport
from ordertrack.cli.terminal import Streams
from ordertrack.mail.notices.mime import FolderTransport
from ordertrack.mail.notices.smtp import SmtpTransport
from tests.mail.notices.letters import letter

if TYPE_CHECKING:
    from pathlib import Path


def desk(db: Path | str, **environ: str) -> Desk:
    streams = Streams(stdin=io.StringIO(), stdout=io.StringIO(), stderr=io.StringIO())
    return Desk(streams, environ, Wishes(db=str(db)))


@pytest.mark.parametrize(
    ("book", "folder"), [("orders.db", "orders.outbox"), ("orders", "orders.outbox"), ("a.b", "a.b.outbox")]
)
def test_letters_lie_beside_a_book_in_a_file(tmp_path: Path, book: str, folder: str) -> None:
    assert beside_the_book(desk(tmp_path / book)) == tmp_path / folder


def test_letters_of_a_book_on_a_server_lie_in_the_data_folder(home: Path) -> None:
    found = beside_the_book(desk("postgresql://user@db.example.com/orders"))
    assert found == home / ".local/share/ordertrack/outbox"


def test_a_folder_that_is_named_wins(tmp_path: Path) -> None:
    way = transport(desk(tmp_path / "orders.db", ORDERTRACK_MAIL_FOLDER=str(tmp_path / "elsewhere")))
    assert isinstance(way, FolderTransport)
    way.send(letter())
    assert [path.name for path in tmp_path.iterdir()] == ["elsewhere"]


def test_a_server_is_not_met_before_the_first_letter(tmp_path: Path) -> None:
    environ = {
        "ORDERTRACK_MAIL_TRANSPORT": "smtp",
        "ORDERTRACK_MAIL_HOST": "mail.invalid",
        "ORDERTRACK_MAIL_SENDER": "orders@example.com",
    }
    with transport(desk(tmp_path / "orders.db", **environ)) as way:
        assert isinstance(way, SmtpTransport)


def test_addresses_of_ours_are_as_mail_servers_take_them(tmp_path: Path) -> None:
    environ = {"ORDERTRACK_MAIL_SENDER": "a@bücher.example", "ORDERTRACK_MAIL_REPLY_TO": "b@bücher.example"}
    found = mail_settings(desk(tmp_path / "orders.db", **environ))
    assert (found.sender, found.reply_to) == ("a@xn--bcher-kva.example", "b@xn--bcher-kva.example")
