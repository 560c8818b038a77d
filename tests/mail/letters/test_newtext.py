"""What the writer wrote is shown apart from what he quoted and how he signed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrack.mail.letters.letter import read_letter
from ordertrack.mail.letters.newtext import split_new

if TYPE_CHECKING:
    from pathlib import Path

_BULLETS = """\
One: Here's what I've got.

- This would be the first bullet point that wraps to the second line
to the next
- This is the second bullet point and it doesn't wrap
- This is the third bullet point and I'm having trouble coming up with enough
to say
- This is the fourth bullet point

Two:
- Here is another bullet point
- And another one

This is a paragraph that talks about a bunch of stuff. It goes on and on
for a while."""

_KEYS = """\
Hi,

You can list the keys for the bucket and call delete for each. Or if you
put the keys (and kept track of them in your test) you can delete them
one at a time (without incurring the cost of calling list first.)

Something like:

        String bucket = "my_bucket";
        BucketResponse bucketResponse = riakClient.listBucket(bucket);
        RiakBucketInfo bucketInfo = bucketResponse.getBucketInfo();

        for(String key : bucketInfo.getKeys()) {
            riakClient.delete(bucket, key);
        }


would do it.

See also

http://wiki.basho.com/REST-API.html#Bucket-operations

which says

"At the moment there is no straightforward way to delete an entire
Bucket. There is, however, an open ticket for the feature. To delete all
the keys in a bucket, you’ll need to delete them all individually."
"""

_TUNNEL = """\
On your remote host you can run:

     telnet 127.0.0.1 52698

This should connect to TextMate (on your Mac, via the tunnel). If that
fails, the tunnel is not working."""

WRITTEN = {
    "correct_sig": "this is an email with a correct -- signature.",
    "email_1_1": (
        "Hi folks\n\nWhat is the best way to clear a Riak bucket of all key, values after\nrunning a test?\n"
        "I am currently using the Java HTTP API."
    ),
    "email_1_2": _KEYS.rstrip(),
    "email_1_3": "Oh thanks.\n\nHaving the function would be great.",
    "email_1_4": "Awesome! I haven't had another problem with it.",
    "email_1_5": _BULLETS,
    "email_1_6": "I get proper rendering as well.\n\nSent from a magnificent torch of pixels",
    "email_1_7": ":+1:",
    "email_1_8": "I will reply under this one\n\nand under this.",
    "email_2_1": "Outlook with a reply",
    "email_2_2": "Outlook with a reply directly above line",
    "email_2_3": "Outlook with a reply above headers using unusual format",
    "email_BlackBerry": "Here is another email",
    "email_bullets": (
        "test 2 this should list second\n\nand have spaces\n\nand retain this formatting\n\n\n"
        "   - how about bullets\n   - and another"
    ),
    "email_gmail": "This is a test for inbox replying to a github message.",
    "email_headers_no_delimiter": "And another reply!",
    "email_iPhone": "Here is another email",
    "email_multi_word_sent_from_my_mobile_device": "Here is another email",
    "email_one_is_not_on": (
        "Thank, this is really helpful.\n\nOne outstanding question I had:\n\nLocally (on development), when I run..."
    ),
    "email_partial_quote_header": _TUNNEL,
    "email_sent_from_my_not_signature": (
        "Here is another email\n\nSent from my desk, is much easier then my mobile phone."
    ),
    "email_sig_delimiter_in_middle_of_line": (
        "Hi there!\n\nStuff happened.\n\nAnd here is a fix -- this is not a signature.\n\nkthxbai"
    ),
    "greedy_on": _TUNNEL,
    "pathological": (
        "I think you're onto something. I will try to fix the problem as soon as I\nget back to a computer."
    ),
}


PIECES = [
    *" >-_\n",
    "On 5 May at 10:00 x wrote:\n",
    "From: a@b\nTo: c@d\nSubject: e\n",
    "--\n",
    "Regards\n",
    "Thanks\nAnna\n",
    "word ",
]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_reply_of_some_mail_program_shows_what_its_writer_wrote(data: Path, name: str) -> None:
    body = (data / "email" / "email-reply-parser" / f"{name}.txt").read_bytes()
    read = read_letter(b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" + body)
    assert read.text == WRITTEN[name]
    assert words(f"{read.text} {read.rest}") == words(body.decode())


def test_every_reply_collected_has_its_text_written_out(data: Path) -> None:
    collected = {file.stem for file in (data / "email" / "email-reply-parser").glob("*.txt")}
    assert collected == set(WRITTEN)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map("".join))
def test_each_word_is_either_new_or_the_rest(text: str) -> None:
    lines = text.replace("\r", "")
    assert words(" ".join(split_new(lines))) == words(lines)


def words(text: str) -> list[str]:
    """Return the words of a text, sorted: where they stand is another question."""
    return sorted(text.split())


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 2 Mar 2026 at 08:00, Desk <desk@example.com> wrote:\n> When?",
        "On Mon, 2 Mar 2026 at 08:00, Desk\n<desk@example.com> wrote:\n\nWhen?\nAnd why?",
        "Am 02.03.2026 um 08:00 schrieb Desk:\n> Wann?",
        "Le lun. 2 mars 2026 à 08:00, Desk <desk@example.com> a écrit :\n> Quand ?",
        "El lun, 2 mar 2026 a las 8:00, Desk (<desk@example.com>) escribió:\n> ¿Cuándo?",
        "Il giorno lun 2 mar 2026 alle ore 08:00 Desk ha scritto:\n> Quando?",
        "Op ma 2 mrt 2026 om 08:00 schreef Desk <desk@example.com>:\n> Wanneer?",
        "Em seg., 2 de mar. de 2026 às 08:00, Desk <desk@example.com> escreveu:\n> Quando?",
        "-----Original Message-----\nFrom: Desk <desk@example.com>\nSent: Monday\nTo: Anna\nSubject: When\n\nWhen?",
        "________________________________\nVon: Desk\nGesendet: Montag\nAn: Anna\nBetreff: Wann\n\nWann?",
        "-------- Weitergeleitete Nachricht --------\nBetreff: \tWann\nDatum: \tMon\nVon: \tDesk\n\nWann?",
        "---------- Forwarded message ---------\nFrom: Desk <desk@example.com>\nDate: Mon\nSubject: When\n\nWhen?",
        "> When?",
    ],
)
def test_a_letter_quoted_below_is_not_new(quoted: str) -> None:
    assert split_new(f"On 5 May.\n\n{quoted}") == ("On 5 May.", quoted)


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnna\nExample Ltd",
        "Best regards,\nAnna\n\nThis mail is confidential and meant for whoever it is meant for.",
        "Mit freundlichen Grüßen\nAnna",
        "Cordialement,\nAnna",
        "Thanks!\nAnna",
        "-Anna",
        "Sent from my iPhone",
        "Gesendet von meinem iPad",
        "Get Outlook for iOS<https://example.com/ios>",
        "________________________\nMailing list of the trade\nhttps://example.com/list",
    ],
)
def test_a_signature_is_not_new(signature: str) -> None:
    assert split_new(f"On 5 May.\n\n{signature}") == ("On 5 May.", re.sub(r" +\n", "\n", signature))


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, we have it.\nThe new date is 5 May.",
        "Thanks\n\nCould you also tell us where order 7 is?",
        "Lines:\n- A-1 on 5 May\n- A-2 on 6 May",
        "Data: 12.05.2026\nOK",
        "To: the dock\nDate: 5 May\nPlease confirm.",
        "The lorry:\nFrom: Hamburg\nTo: Berlin\nDate: 5 May\n\nPlease be there.",
        "Warning: the mail order A-1 is late.\nIt ships on 5 May.",
        "On 5 May it ships.\nAs you wrote: before noon.",
        "Taking into account what you say: 5 May.",
        "Sent from our depot yesterday",
        "About order 7:\nIt is late.",
        "Best regards to all.\nIt ships on 5 May.",
        "It ships.\n\nRegards\nAnna\n\nPS: order A-2 ships on 6 May.",
        "--\nAnna",
        "> quoted alone",
        "From: Anna <anna@example.org>\nTo: Desk <desk@example.com>\nSubject: Dates\n\nA form of our own.",
    ],
)
def test_what_may_be_the_writers_own_words_is_shown(text: str) -> None:
    assert split_new(text) == (text, "")


def test_answers_between_quoted_lines_are_new_and_keep_their_order() -> None:
    letter = "On 2 Mar 2026 at 08:00, Desk wrote:\n> A-1?\n\n5 May.\n\n> A-2?\n\n6 May.\n\n-- \nAnna"
    assert split_new(letter) == (
        "5 May.\n\n6 May.",
        "On 2 Mar 2026 at 08:00, Desk wrote:\n> A-1?\n\n> A-2?\n\n--\nAnna",
    )


@pytest.mark.parametrize(
    "piece",
    [
        "On a b c " * 20 + "\n",
        "On x\n",
        "Am " + "schrieb " * 24 + "\n",
        "From: \n\n",
        "> " * 40 + "\n",
        "\n",
        "CAUTION: " + "mail " * 30 + "\n",
        "\n\n" + "_" * 40,
        "Sent from my " + "a " * 90 + "!\n",
        "---" + "a" * 150 + "\n",
        "a\nthanks\n",
        "a\nregards\n",
        "x\n--\n",
        "On 5 May X wrote:\n> a\n",
        "x",
    ],
)
def test_a_text_made_to_be_slow_is_split_all_the_same(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert words(" ".join(split_new(text))) == words(text)
