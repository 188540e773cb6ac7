"""Addresses on the network: what one may be, and how it is shown without its password."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from live_seg.errors import ConfigError

SCHEMES = ("rtsp", "rtsps", "http", "https", "rtmp", "tcp", "udp")
"""Those that OpenCV's reader of streams takes. It takes local ones too, which have paths here."""

SECRETS = re.compile(r"(?<=[?&])([^=&]*(?:pass|pwd|secret|token|key)[^=&]*=)[^&#]*", re.IGNORECASE)
"""Words in a query that many cameras take their password by."""


def checked_address(address: str) -> str:
    """An address as the reader takes it: its scheme in small letters.

    Raises:
        ConfigError: it is malformed, or of a kind that is not read.
    """
    name = shown(address)
    scheme = address.partition("://")[0].lower()
    if scheme not in SCHEMES:
        raise ConfigError(f"address is {name}; it must begin with {':// or '.join(SCHEMES)}://")
    if re.search(r"[\s\0-\x1f]", address):
        raise ConfigError(f"address is {name!r}; there may be no space in it (write %20)")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ConfigError(
            f"address is {name}; after the host's name there may be a port from 0 to 65535, "
            f"and in a password @ is written %40, / %2F and : %3A"
        ) from None  # the reason would show the password
    # a camera that sends by itself is listened for on a port of one's own
    if not host and not (scheme in {"udp", "tcp"} and port):
        raise ConfigError(f"address is {name}; it has no host, as in {scheme}://192.168.0.20/video")
    return scheme + address[len(scheme) :]


def shown(address: str) -> str:
    """A source's name for messages, titles and progress: as it is, but *** for a password in it."""
    if "://" not in address:
        return address
    # as far as the last @: a password may have one that should have been written %40
    return SECRETS.sub(r"\1***", re.sub(r"(://[^:@/?]*:).*@", r"\1***@", address, flags=re.DOTALL))
