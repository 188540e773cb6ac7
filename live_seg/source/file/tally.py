"""Counts the frames of a video that were decoded, and those that were lost."""

from __future__ import annotations

from fractions import Fraction

from live_seg.source.file.container import Container
from live_seg.source.file.held_pictures import Held

REGULAR = 9
"""The frame rate counts as constant if there are at least this many regular intervals for each gap."""

UNREAD = 0.05
"""If more than this share of a fragmented MP4 follows its last packet, fragments are damaged. An index is smaller."""


class Tally:
    """Counts frames that were decoded, lost, or decoded only in part.

    Args:
        container: description of the video track.

    Attributes:
        decoded: number of frames that were decoded.
    """

    def __init__(self, container: Container) -> None:
        self.decoded = 0
        self._container = container
        self._lost = self._damaged = 0
        self._unread = 0.0
        self._is_cut = False
        self._regular = self._gaps = self._missing = 0

    def note(self, interval: Fraction, failures: int, *, is_damaged: bool) -> None:
        """Note a frame that was decoded.

        Args:
            interval: seconds from the previous frame to this one.
            failures: number of failed reads between them.
            is_damaged: whether a part of this frame may be wrong.
        """
        self.decoded += 1
        self._lost += failures
        self._damaged += is_damaged
        steps = round(interval * self._container.frame_rate)
        if steps > 1:
            self._gaps += 1
            self._missing += steps - 1
        else:
            self._regular += 1

    def compare(self, held: Held) -> None:
        """Compare what was decoded with what the container holds.

        The number of failed reads is not exact: decoders skip some pictures without an error, and may fail several
        times for one picture.
        """
        self._is_cut = self._container.is_cut
        # each field of an interlaced H.264 picture may have its own packet
        has_fields = self._container.is_interlaced and self._container.codec == "h264"
        counted = 0 if has_fields else held.pictures - self.decoded
        if counted > 0 or self._lost or held.is_damaged or self._container.has_fixed_rate:
            # in a container without an index, whole packets may be missing
            missing = 0 if self._container.frame_count else self.missing
            self._lost = max(counted, missing) or self._lost
        if self._container.is_fragmented and held.unread > UNREAD:
            self._unread = held.unread

    @property
    def missing(self) -> int:
        """Number of frames that are missing, judging by gaps between times; 0 if the frame rate varies."""
        is_constant = self._container.has_fixed_rate or self._regular >= REGULAR * self._gaps
        return self._missing if is_constant else 0

    @property
    def lines(self) -> list[str]:
        """What was lost, for the user."""
        lines = []
        if self._lost:
            lines.append(f"{_frames(self._lost)} could not be decoded")
        if self._unread:
            lines.append(f"the last {self._unread:.0%} of the file could not be read")
        if self._is_cut:
            lines.append("the file is cut off")
        if self._damaged:
            lines.append(f"{_frames(self._damaged)} could be decoded only in part")
        return lines


def _frames(count: int) -> str:
    return f"{count} frame{'s' if count > 1 else ''}"
