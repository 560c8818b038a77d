"""The pasts of many orders gone through by several processes: the figures of each share, to be added up."""

from __future__ import annotations

import os
import pickle
from base64 import b64decode, b64encode
from contextlib import ExitStack
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ordertrack.domain.pasts import Share
from ordertrack.store.forks import Forked, can_fork

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ordertrack.store.pasts import Pasts

    Work = Callable[[Any, Share], "T"]

T = TypeVar("T")
MOST = 8
"""So many processes at most work side by side."""
FEW = 2_000
"""So many orders are gone through before another process has begun."""


class Keys(NamedTuple):
    """The lowest and the highest key of so many orders."""

    first: int
    last: int
    orders: int


def in_shares(view: Pasts, keys: Keys, since: date, until: date, work: Work[T], aloud: Work[T]) -> list[T]:
    """Do the work for the orders with these keys, and give what came of each share: of this process's own `aloud`."""
    file = _file(view) if keys.orders > FEW else None
    parts = min(len(os.sched_getaffinity(0)), MOST) if file else 1
    width = keys.last + 1 - keys.first
    cuts = [keys.first + width * part // parts for part in range(parts + 1)]
    mine, *others = (Share(since, until, first, end - 1) for first, end in pairwise(cuts))
    with ExitStack() as begun:
        forks = [(begun.enter_context(Forked(partial(_elsewhere, file, work, each))), each) for each in others]
        found = [aloud(view, mine)]
        for fork, share in forks:
            text = fork.result()
            found.append(work(view, share) if text is None else _read(text))
    return found


def _file(view: Pasts) -> Path | None:
    """Name the file that is read, if there is one and another process can read it with this one."""
    if view.connection.dialect.name != "sqlite" or not can_fork():
        return None
    return Path(view.connection.exec_driver_sql("PRAGMA database_list").all()[0][2])


def _elsewhere(file: Path | None, work: Work[T], share: Share) -> str:
    from ordertrack.store.book import SqlBook

    with SqlBook(file or "").read() as view:
        return b64encode(pickle.dumps(work(view, share))).decode("ascii")


def _read(text: str) -> Any:  # noqa: ANN401 - whatever the work gives
    return pickle.loads(b64decode(text))  # noqa: S301 - written by this very program
