"""Letters as strangers write them, as bytes."""

from __future__ import annotations

from email.message import EmailMessage

REPLY = b"""\
Return-Path: <anna@example.org>
Delivered-To: desk@example.com
Received: from mx.example.org by mx.example.com; Mon, 02 Mar 2026 09:15:00 +0100
Received: from pc.example.org by mx.example.org; Mon, 02 Mar 2026 09:14:00 +0100
Message-ID: <reply-1@example.org>
In-Reply-To: <notice-7@orders.example.com>
References: <notice-6@orders.example.com>
 <notice-7@orders.example.com>
Date: Mon, 02 Mar 2026 09:13:30 +0100
From: =?utf-8?q?Anna_M=C3=BCller?= <anna@example.org>
To: The Desk <desk@example.com>, Bob <bob@example.com>
Cc: BOB@example.com, carla@example.com
Subject: =?utf-8?q?Re=3A_Your_order_=E2=84=96_A-1?=
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

The new date is 5 May \xe2\x80\x94 sorry.

Best regards
Anna

On Mon, 2 Mar 2026 at 08:00, The Desk <desk@example.com> wrote:
> When will it come?
"""


def letter(text: str = "Hello.\n", **headers: str) -> EmailMessage:
    """Return a plain letter; `in_reply_to="..."` is its header `In-Reply-To`."""
    made = EmailMessage()
    usual = {"From": "anna@example.org", "To": "desk@example.com", "Message-ID": "<one@example.org>"}
    for name, value in {**usual, **{key.replace("_", "-").title(): value for key, value in headers.items()}}.items():
        del made[name]
        made[name] = value
    made.set_content(text)
    return made


def raw(text: str = "Hello.\n", **headers: str) -> bytes:
    """Return the bytes of a plain letter."""
    return letter(text, **headers).as_bytes()


def with_head(head: str, body: str = "Hello.\n") -> bytes:
    """Return a letter whose headers are these lines exactly."""
    return f"{head.strip()}\n\n{body}".encode()


def report(kind: str, fields: str, *, returned: str = "Message-ID: <notice-7@orders.example.com>\n") -> bytes:
    """Return a multipart/report: words, the fields of its kind, and the headers that came back."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: orders@example.com
Message-ID: <report-1@mx.example.org>
Subject: Returned to you
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="edge"

--edge
Content-Type: text/plain

This is a report.

--edge
Content-Type: message/{kind}

{fields.strip()}

--edge
Content-Type: text/rfc822-headers

{returned.strip()}

--edge--
""".encode()
