from __future__ import annotations

import signal
import socket
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrack.errors import MailError
from ordertrack.mail.notices.mime import build
from ordertrack.mail.notices.smtp import SmtpTransport
from tests.drawing import examples
from tests.mail.notices.handing import NOBODYS, PERMANENT, TEMPORARY, UNSURE, WHERE, nature, refusal, server
from tests.mail.notices.letters import letter
from tests.mail.notices.smtpservers import HOST, Arrived, Postmaster, smtp_server

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_letter_arrives_as_the_bytes_that_are_given_back() -> None:
    master = Postmaster()
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        sent = transport.send(letter())
    assert sent == build(letter())
    options = (f"SIZE={len(sent)}",)
    assert master.arrived == [Arrived("orders@example.com", ("bob@example.org",), sent, options)]


def test_many_letters_take_one_connection() -> None:
    master = Postmaster()
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        sent = [transport.send(letter(message_id=f"<notice-{number}@example.com>")) for number in range(20)]
    assert ([found.message for found in master.arrived], master.connections) == (sent, 1)
    assert master.commands[-1] == "QUIT"


def test_nothing_is_connected_before_the_first_letter() -> None:
    master = Postmaster()
    with smtp_server(master) as port, SmtpTransport(server(port)):
        pass
    assert master.connections == 0


def test_lines_that_begin_with_dots_arrive_whole() -> None:
    master = Postmaster()
    dotted = letter(wording=letter().wording._replace(plain=".\n..\n.hidden\n"))
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        assert transport.send(dotted) == master.arrived[0].message


@pytest.mark.parametrize(
    ("step", "answer", "said", "kind"),
    [
        ("MAIL", "550 5.7.1 not from you", "127.0.0.1 refuses the sender: 550 5.7.1 not from you", PERMANENT),
        ("RCPT", "550 5.1.1 no such user", "127.0.0.1 refuses the recipient: 550 5.1.1 no such user", PERMANENT),
        ("DATA", "554 5.7.1 no", "127.0.0.1 refuses the letter: 554 5.7.1 no", PERMANENT),
        ("DOT", "554 5.6.0 spam", "127.0.0.1 refuses the letter: 554 5.6.0 spam", PERMANENT),
        ("MAIL", "452 4.3.1 full", "127.0.0.1 refuses the sender: 452 4.3.1 full", TEMPORARY),
        ("RCPT", "450 4.2.1 grey", "127.0.0.1 refuses the recipient: 450 4.2.1 grey", TEMPORARY),
        ("DATA", "451 4.3.0 later", "127.0.0.1 refuses the letter: 451 4.3.0 later", TEMPORARY),
        ("DOT", "451 4.3.0 later", "127.0.0.1 refuses the letter: 451 4.3.0 later", TEMPORARY),
    ],
)  # fmt: skip
def test_a_refused_letter_fails_with_the_servers_words_and_the_next_one_passes(
    step: str, answer: str, said: str, kind: tuple[bool, bool, bool]
) -> None:
    master = Postmaster({step: [answer]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
        sent = transport.send(letter())
    assert (error.message, nature(error)) == (said, kind)
    assert ([found.message for found in master.arrived], master.connections) == ([sent], 1)
    assert "RSET" in master.commands


def test_words_of_a_server_are_shown_on_one_printable_line_and_cut() -> None:
    master = Postmaster({"RCPT": ["550-no \x1b[31mred\r\n550 " + "x" * 400, "550 " + "y" * 501]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        first, second = refusal(transport), refusal(transport)
    assert first.message == f"127.0.0.1 refuses the recipient: 550 no [31mred {'x' * 400}"
    assert second.message == f"127.0.0.1 refuses the recipient: 550 {'y' * 496}"


@pytest.mark.parametrize("step", ["RCPT", "DATA", "DOT"])
@pytest.mark.parametrize("answer", ["421 4.3.2 shutting down", "530 5.7.0 log in first", "535 5.7.8 no", "250 what?"])
def test_a_server_that_leaves_once_it_heard_the_recipient_leaves_this_letter_to_later(step: str, answer: str) -> None:
    answer = "354 what?" if (step, answer[:3]) in {("RCPT", "250"), ("DOT", "250")} else answer
    master = Postmaster({step: [answer]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
        transport.send(letter())
    is_unsure = step == "DOT" and answer[0] == "3"
    said = "was given the whole letter, and answered" if is_unsure else "does not serve:"
    assert (error.message, nature(error)) == (f"{WHERE}{port} {said} {answer}", UNSURE if is_unsure else TEMPORARY)
    assert (len(master.arrived), master.connections) == (1, 2)


def test_a_server_that_leaves_at_once_is_not_tried_again_for_the_same_letter() -> None:
    master = Postmaster({"MAIL": ["421 4.3.2 too many of you"]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
    assert (error.message, nature(error)) == (f"{WHERE}{port} leaves: 421 4.3.2 too many of you", NOBODYS)
    assert master.connections == 1


@pytest.mark.parametrize("answer", ["421 4.4.2 idle for too long", "HANG UP"])
def test_a_server_that_left_between_two_letters_is_met_again(answer: str) -> None:
    master = Postmaster({"MAIL": [None, answer]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        transport.send(letter())
        transport.send(letter())
    assert (len(master.arrived), master.connections) == (2, 2)


def test_a_server_that_wants_a_login_is_not_about_the_letter() -> None:
    master = Postmaster({"MAIL": ["530 5.7.0 authentication required"]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
    assert (error.message, nature(error)) == (
        f"{WHERE}{port} does not serve: 530 5.7.0 authentication required",
        NOBODYS,
    )


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_a_connection_lost_before_the_text_is_tried_again_later(step: str) -> None:
    master = Postmaster({step: ["HANG UP"]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
        transport.send(letter())
    assert nature(error) == TEMPORARY
    assert error.message.startswith(f"{WHERE}{port} broke off before the end of the letter: ")
    assert (len(master.arrived), master.connections) == (1, 2)


def test_a_connection_lost_in_the_middle_of_the_text_is_tried_again_later() -> None:
    master = Postmaster({"DATA": ["HANG UP IN THE MIDDLE"]})
    long = letter(wording=letter().wording._replace(plain="\x01" * 999_000))
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport, long)
        transport.send(letter())
    assert nature(error) in {TEMPORARY, UNSURE}  # unsure where the system had taken the rest to send it
    assert (len(master.arrived), master.connections) == (1, 2)


def test_a_connection_lost_after_the_final_dot_may_have_brought_the_letter() -> None:
    master = Postmaster({"DOT": ["HANG UP"]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
        transport.send(letter())
    assert nature(error) == UNSURE
    assert error.message.startswith(f"{WHERE}{port} was given the whole letter, and then: ")
    assert (len(master.arrived), master.connections) == (1, 2)


def test_silence_after_the_final_dot_may_have_brought_the_letter() -> None:
    master = Postmaster({"DOT": ["WAIT"]})
    with smtp_server(master) as port, SmtpTransport(server(port, timeout_at_end=0.3)) as transport:
        error = refusal(transport)
    said = f"{WHERE}{port} was given the whole letter, and then: it did not answer in time"
    assert (error.message, nature(error)) == (said, UNSURE)


def test_the_answer_to_a_whole_letter_may_take_longer_than_the_others() -> None:
    master = Postmaster({"DOT": ["THINK"], "MAIL": [None, "WAIT", "WAIT"]})
    with smtp_server(master) as port, SmtpTransport(server(port, timeout=0.3)) as transport:
        error = refusal(transport)
        assert error.message == "127.0.0.1 refuses the letter: 451 I thought about it"
        assert nature(refusal(transport)) == NOBODYS
    assert server(25).timeout_at_end == 600


def test_nonsense_after_the_final_dot_may_have_brought_the_letter() -> None:
    master = Postmaster({"DOT": ["hello there"]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport)
    said = f"{WHERE}{port} was given the whole letter, and answered no SMTP code, but o there"
    assert (error.message, nature(error)) == (said, UNSURE)


def test_silence_before_the_letter_is_not_about_it() -> None:
    master = Postmaster({"MAIL": ["WAIT"]})
    with smtp_server(master) as port, SmtpTransport(server(port, timeout=0.3)) as transport:
        error = refusal(transport)
    assert (error.message, nature(error)) == (f"{WHERE}{port} cannot be reached: it did not answer in time", NOBODYS)


def test_a_server_that_does_not_greet_is_given_up() -> None:
    with socket.create_server((HOST, 0)) as silent:
        port = silent.getsockname()[1]
        with SmtpTransport(server(port, timeout=0.2)) as transport:
            error = refusal(transport)
    assert (error.message, nature(error)) == (f"{WHERE}{port} cannot be reached: it did not answer in time", NOBODYS)


def test_a_port_where_nobody_listens_is_said_so() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    with SmtpTransport(server(port)) as transport:
        error = refusal(transport)
    assert (error.message, nature(error)) == (f"{WHERE}{port} cannot be reached: Connection refused", NOBODYS)


@pytest.mark.parametrize("host", ["mail.invalid", "a" * 64 + ".example.com"])
def test_a_name_that_leads_nowhere_is_said_so(host: str) -> None:
    with SmtpTransport(server(25, host=host)) as transport:
        error = refusal(transport)
    assert (error.message.partition(": ")[0], nature(error)) == (f"the name of {host} port 25 leads nowhere", NOBODYS)


def test_an_address_with_unicode_goes_to_a_server_that_knows_it() -> None:
    master = Postmaster()
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        sent = transport.send(letter(to="jürgen@bücher.example"))
        transport.send(letter())
    assert master.arrived[0] == Arrived(
        "orders@example.com",
        ("jürgen@xn--bcher-kva.example",),
        sent,
        (f"SIZE={len(sent)}", "SMTPUTF8", "BODY=8BITMIME"),
    )
    assert len(master.arrived) == 2


def test_an_address_with_unicode_fails_where_the_server_does_not_know_it_and_the_next_passes() -> None:
    master = Postmaster()
    with smtp_server(master, enable_SMTPUTF8=False) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport, letter(to="jürgen@example.org"))
        transport.send(letter(to="jurgen@bücher.example"))
    said = "127.0.0.1 does not take addresses with Unicode (SMTPUTF8 is not offered)"
    assert (error.message, nature(error)) == (said, PERMANENT)
    assert [found.to for found in master.arrived] == [("jurgen@xn--bcher-kva.example",)]
    assert master.connections == 1


def test_a_letter_too_large_for_the_server_fails_with_its_words() -> None:
    master = Postmaster()
    large = letter(wording=letter().wording._replace(plain="word\n" * 10_000))
    with smtp_server(master, data_size_limit=1000) as port, SmtpTransport(server(port)) as transport:
        error = refusal(transport, large)
    assert (error.message, nature(error)) == (
        "127.0.0.1 refuses the sender: 552 Error: message size exceeds fixed maximum message size",
        PERMANENT,
    )


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Let an alarm interrupt as Ctrl-C does."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("interrupts")
def test_an_interrupted_letter_is_not_ended_and_the_next_passes() -> None:
    master = Postmaster({"RCPT": ["WAIT"]})
    with smtp_server(master) as port, SmtpTransport(server(port)) as transport:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            transport.send(letter())
        transport.send(letter())
    assert (len(master.arrived), master.connections) == (1, 2)


ANSWERS = (
    None,
    "HANG UP",
    "421 4.3.2 no",
    "450 4.2.0 later",
    "550 5.0.0 never",
    "530 5.7.0 login",
    "354 go on",
    "what?",
)


@settings(max_examples=examples(40))
@given(plan=st.lists(st.tuples(st.sampled_from(["MAIL", "RCPT", "DATA", "DOT"]), st.sampled_from(ANSWERS)), max_size=8))
def test_whatever_a_server_answers_a_letter_that_was_taken_arrived_and_a_refused_one_did_not(
    plan: list[tuple[str, str | None]],
) -> None:
    answers: dict[str, list[str | None]] = {}
    for step, answer in plan:
        answers.setdefault(step, []).append(None if (step, answer) == ("DATA", "354 go on") else answer)
    master, taken, unsure = Postmaster(answers), set(), set()
    with smtp_server(master) as port, SmtpTransport(server(port, timeout=2)) as transport:
        for number in range(10):
            name = f"<notice-{number}@example.com>"
            try:
                transport.send(letter(message_id=name))
                taken.add(name)
            except MailError as error:
                unsure |= {name} if error.may_have_arrived else set()
    arrived = {message_from_bytes(found.message)["Message-ID"] for found in master.arrived}
    assert taken <= arrived <= taken | unsure
    assert len(taken) >= 10 - len(plan)
