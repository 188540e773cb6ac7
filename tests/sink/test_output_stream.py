"""Files that are written piece by piece."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, BinaryIO

import pytest

from live_seg.errors import SinkError
from live_seg.sink.output_stream import OutputStream

if TYPE_CHECKING:
    from pathlib import Path


class Full:
    """A file on a full disk."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, _: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None:
        self._file.close()
        raise OSError(errno.ENOSPC, "No space left on device")


def fill_disk(stream: OutputStream) -> None:
    """Let what is written next fail."""
    stream._stream = Full(stream._stream)  # type: ignore[assignment, arg-type]  # noqa: SLF001


def test_pieces_are_joined_under_a_partial_name(tmp_path: Path) -> None:
    stream = OutputStream(tmp_path / "a.csv")
    for piece in (b"one ", b"two"):
        assert stream.write(piece) == len(piece)
    stream.flush()
    assert [path.name for path in tmp_path.iterdir()] == ["a.part.csv"]
    assert (tmp_path / "a.part.csv").read_bytes() == b"one two"
    stream.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_full_disk_is_a_sink_error_wherever_it_shows(tmp_path: Path) -> None:
    for number, act in enumerate(("write", "flush", "close")):
        stream = OutputStream(tmp_path / f"{number}.csv")
        stream.write(b"one")
        fill_disk(stream)
        with pytest.raises(SinkError, match=r"cannot (write|finish) .*: No space left on device"):
            getattr(stream, act)(*([b"two"] if act == "write" else []))
        assert stream.abandon() == tmp_path / f"{number}.part.csv"
        assert not (tmp_path / f"{number}.csv").exists()


def test_what_is_abandoned_cannot_be_finished(tmp_path: Path) -> None:
    stream = OutputStream(tmp_path / "a.csv")
    stream.write(b"one")
    assert stream.abandon() == stream.abandon() == tmp_path / "a.part.csv"
    stream.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.part.csv"]
    with pytest.raises(SinkError, match="it is closed"):
        stream.write(b"two")
