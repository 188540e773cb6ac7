"""What every source promises."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol, Self

from live_seg.arguments import TIME_MAX, exact_number
from live_seg.frame import Frame, StreamInfo


class Source(Protocol):
    """Frames of a stream, in order, each with its time.

    - A source is read once, like a file. Iterating again continues after the last frame that was read, with its `index`
      and `time`. After the end there are no more frames.
    - Iteration ends when the stream ends or the source is closed. A source that fails raises `SourceError`, after the
      frames before the failure.
    - `Frame.index` counts from 0; a gap is a frame that was lost. `Frame.time` increases strictly.
    - One thread at a time may read. A thread that reads while another one does gets a `SourceError`.
    - `close` may be called again, and by any thread. It waits for a read that is under way.
    """

    @property
    def info(self) -> StreamInfo:
        """Size, frame rate and clock, known once the source is open."""

    @property
    def description(self) -> str:
        """What the source gives, for the user: "1280x720, 30 frames/s, MJPG"."""

    @property
    def duration(self) -> Fraction | None:
        """Seconds from the start to the end, a hint like `StreamInfo.frame_count`; None if it is not known."""

    @property
    def end(self) -> Fraction | None:
        """Time at which the last frame ends, in seconds; None if it is unknown, or until all frames have been read."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user should know about the frames, one line each: what a camera did not grant, what was left out."""

    @property
    def damage(self) -> str | None:
        """What was lost so far, in one line; None if nothing was."""

    def __iter__(self) -> Iterator[Frame]:
        """Read frames, from the next one on."""

    def frames_from(self, seconds: Fraction | float) -> Iterator[Frame]:
        """Go to a time, and read frames from there on. Iterating over the source then goes on from there, too.

        The first frame is the one that is shown at that time; of a live source, the first one that comes at that time
        or later. After the end there are no frames. A network stream cannot go back; it continues. Indexes after a
        jump are estimated from the frame rate. Losses are not counted.

        Args:
            seconds: on the clock of `Frame.time`. A float stands for the simplest fraction near it.

        Raises:
            ConfigError: `seconds` is not a number.
        """

    def close(self) -> None:
        """Close the source. Iteration ends."""

    def __enter__(self) -> Self:
        """The source itself; it is closed at the end of the block."""

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class BaseSource(ABC):
    """The members of `Source` that most sources have in common.

    Attributes:
        info: size, frame rate and clock.
        name: the name of the source for the user, without a password.
    """

    info: StreamInfo
    name: str

    @property
    def description(self) -> str:
        """Size and frame rate."""
        return f"{self.info.width}x{self.info.height}, {float(self.info.frame_rate):.4g} frames/s"

    @property
    def duration(self) -> Fraction | None:
        """Seconds from the start to the end, by the number of frames; None if it is not known."""
        count = self.info.frame_count
        return None if count is None else count / self.info.frame_rate

    @property
    def end(self) -> Fraction | None:
        """Time at which the last frame ends, in seconds; None if it is not known."""
        return None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user should know about the frames, one line each."""
        return ()

    @property
    def damage(self) -> str | None:
        """What was lost so far; None if nothing was."""
        return None

    @abstractmethod
    def __iter__(self) -> Iterator[Frame]:
        """Read frames, from the next one on."""

    def frames_from(self, seconds: Fraction | float) -> Iterator[Frame]:
        """Go to a time, and read frames from there on."""
        return self._frames_from(exact_number("seconds", seconds, -TIME_MAX, TIME_MAX))

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        """Frames from a time on, for a source that cannot seek: earlier frames are skipped."""
        return (frame for frame in self if frame.time >= seconds)

    @abstractmethod
    def close(self) -> None:
        """Close the source. Iteration ends."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {self.description}>"
