"""A private authority, and certificates of it for loopback."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, NamedTuple

import pytest
import trustme

from tests.mail.letters.dovecot import dovecot, dovecot_server

__all__ = ["Authority", "authority", "dovecot", "dovecot_server"]

if TYPE_CHECKING:
    from pathlib import Path


class Authority(NamedTuple):
    """What a server shows, and the file by which it is trusted."""

    context: ssl.SSLContext
    ca_file: str


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A private authority whose certificate is for 127.0.0.1 alone."""
    made = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("127.0.0.1").configure_cert(context)
    path: Path = tmp_path_factory.mktemp("authority") / "ca.pem"
    made.cert_pem.write_to_path(str(path))
    return Authority(context, str(path))
