"""Between whom messages pass, and how (SOP 5)."""

from __future__ import annotations

from enum import StrEnum


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
