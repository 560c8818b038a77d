"""What a report can be broken down by, as the text of its groups."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ordertrack.domain.figures import By
from ordertrack.store.functions import iso_text
from ordertrack.store.listing import CUSTOMERS, SUPPLIERS
from ordertrack.store.rows import ORDERS


def group_of(by: By | None, day: Any) -> sa.ColumnElement[Any]:  # noqa: ANN401 - a date expression
    """Give the text by which a report is broken down."""
    if by is None:
        return sa.null()
    month = sa.func.substr(iso_text(day), 1, 7)
    quarter = sa.cast(sa.func.substr(iso_text(day), 6, 2), sa.Integer)
    third = sa.cast((quarter + 2) // 3, sa.Text)
    groups: dict[By, sa.ColumnElement[Any]] = {
        By.SUPPLIER: SUPPLIERS.c.name,
        By.CUSTOMER: CUSTOMERS.c.name,
        By.OWNER: ORDERS.c.owner,
        By.MONTH: month,
        By.QUARTER: sa.func.substr(iso_text(day), 1, 4).concat("-Q").concat(third),
        By.YEAR: sa.func.substr(iso_text(day), 1, 4),
    }
    return groups[by]
