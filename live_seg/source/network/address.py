"""Network addresses: which are valid, and how they are shown without a password."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from live_seg.errors import ConfigError

SCHEMES = ("rtsp", "rtsps", "http", "https", "rtmp", "tcp", "udp")
"""The schemes that OpenCV's stream reader supports. It also supports local ones, which are paths here."""

SECRETS = re.compile(r"(?<=[?&])([^=&]*(?:pass|pwd|secret|token|key)[^=&]*=)[^&#]*", re.IGNORECASE)
"""Query parameters in which many cameras take their password."""


def checked_address(address: str) -> str:
    """An address as the reader takes it, with its scheme in lower case.

    Raises:
        ConfigError: it is malformed, or its scheme is not supported.
    """
    name = shown(address)
    scheme = address.partition("://")[0].lower()
    if scheme not in SCHEMES:
        raise ConfigError(f"address is {name}; it must begin with {':// or '.join(SCHEMES)}://")
    if re.search(r"[\s\0-\x1f]", address):
        raise ConfigError(f"address is {name!r}; it must not contain spaces (write %20)")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ConfigError(
            f"address is {name}; a port after the host must be from 0 to 65535, "
            f"and in a password @ must be written as %40, / as %2F and : as %3A"
        ) from None  # the original error would show the password
    # a camera that sends on its own is received on a local port, without a host
    if not host and not (scheme in {"udp", "tcp"} and port):
        raise ConfigError(f"address is {name}; it has no host; expected something like {scheme}://192.168.0.20/video")
    return scheme + address[len(scheme) :]


def shown(address: str) -> str:
    """An address for messages, titles and progress, with *** instead of a password. `-` is standard input."""
    if address == "-":
        return "standard input"
    if "://" not in address:
        return address
    # up to the last @, because a password may contain one that should have been written as %40
    return SECRETS.sub(r"\1***", re.sub(r"(://[^:@/?]*:).*@", r"\1***@", address, flags=re.DOTALL))
