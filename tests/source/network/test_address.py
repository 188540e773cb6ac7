"""Addresses: what they may be, and that passwords are never shown."""

from __future__ import annotations

import pytest

from live_seg.errors import ConfigError
from live_seg.source.network.address import checked_address, shown


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("rtsp://10.0.0.1/stream", "rtsp://10.0.0.1/stream"),
        ("rtsp://me:secret@10.0.0.1:554/stream", "rtsp://me:***@10.0.0.1:554/stream"),
        ("rtsp://me:se@c/r:et@10.0.0.1/stream", "rtsp://me:***@10.0.0.1/stream"),
        ("rtsp://:secret@10.0.0.1/", "rtsp://:***@10.0.0.1/"),
        ("http://host/video?user=me&pwd=secret&x=1", "http://host/video?user=me&pwd=***&x=1"),
        ("http://host/video?token=secret", "http://host/video?token=***"),
        ("https://host/@name/clip", "https://host/@name/clip"),
        ("me:secret@host.mp4", "me:secret@host.mp4"),
        ("clip.mp4", "clip.mp4"),
        ("0", "0"),
    ],
)
def test_a_source_is_shown_without_its_password(address: str, name: str) -> None:
    assert shown(address) == name


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://me:secret/x@host:port/stream",
        "ftp://me:secret@host/x",
        "http://me:secret@host:99999/x",
        "http://me:se cret@host/x",
        "http://me:secret@",
        "http://me:secret@[::1/x",
    ],
)
def test_a_malformed_address_is_refused_in_a_line_without_its_password(address: str) -> None:
    with pytest.raises(ConfigError) as caught:
        checked_address(address)
    assert "cret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_what_is_read_begins_with_one_of_these() -> None:
    with pytest.raises(ConfigError, match="must begin with rtsp:// or rtsps:// or http:// or https:// or rtmp:// or"):
        checked_address("file:///clip.mp4")


def test_a_scheme_is_taken_in_small_letters_and_the_rest_as_it_is() -> None:
    assert checked_address("RTSP://Me:Secret@Host/Stream") == "rtsp://Me:Secret@Host/Stream"


@pytest.mark.parametrize("address", ["udp://:5000", "udp://@:5000", "udp://239.0.0.1:1234", "http://[::1]:8080/video"])
def test_addresses_of_ones_own_ports_and_of_new_hosts_are_taken(address: str) -> None:
    assert checked_address(address) == address
