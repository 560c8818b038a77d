"""Between whom messages pass, and how (SOP 5)."""

from __future__ import annotations

from enum import StrEnum


class NoticeChannel(StrEnum):
    """The way a notice takes (SOP 5): by mail, into an inbox of this program, or read out on the phone."""

    EMAIL = "email"
    INBOX = "inbox"
    PHONE = "phone"


class Channel(StrEnum):
    """The way a message took."""

    EMAIL = "email"
    PHONE = "phone"
    PORTAL = "portal"
    VISIT = "visit"
    OTHER = "other"


class Side(StrEnum):
    """Which of an order's two parties."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
