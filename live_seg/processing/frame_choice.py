"""Which frames of a source are processed, at which rate and in which size."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self, TypeAlias

from live_seg.arguments import exact_number, frame_rate, size_in_pixels, time_in_seconds
from live_seg.errors import ConfigError
from live_seg.source import Source
from live_seg.source.part import Part
from live_seg.source.resampled import Resampled
from live_seg.source.scaled import Scaled
from live_seg.source.scaling import Scaling

Time: TypeAlias = "Fraction | float | str"
"""Seconds, or text such as "1:02:03.25"."""
Size: TypeAlias = "tuple[int, int] | str"
"""Width and height in pixels, or text such as "1280x720"."""

SCALES = 0.01, 100
"""Smallest and largest scale factor."""


@dataclass(frozen=True, slots=True)
class FrameChoice:
    """Which frames of a source are processed, at which rate and in which size. By default all, as they are.

    Args:
        start: seconds from the start of the source.
        end: seconds from the start of the source; None for its end.
        rate: frames a second; None for the times of the source.
        scaling: how large frames become; None for their own size.
    """

    start: Fraction = Fraction(0)
    end: Fraction | None = None
    rate: Fraction | None = None
    scaling: Scaling | None = None

    @classmethod
    def of(  # the arguments of `process`, by name
        cls,
        *,
        start: Time | None = None,
        end: Time | None = None,
        duration: Time | None = None,
        size: Size | None = None,
        scale: Fraction | float | None = None,
        fps: Fraction | float | None = None,
    ) -> Self:
        """The choice that arguments of `process` make. Each is None if it is not given.

        Raises:
            ConfigError: one is of the wrong type or out of range, two exclude each other, or no frame would be left.
        """
        if end is not None and duration is not None:
            raise ConfigError("end and duration are both given; give only one of them")
        if size is not None and scale is not None:
            raise ConfigError("size and scale are both given; give only one of them")
        first = Fraction(0) if start is None else time_in_seconds("start", start)
        last = None if end is None else time_in_seconds("end", end)
        if last is not None and last <= first:
            raise ConfigError(f"end is {float(last):g} s, and start is {float(first):g} s; the end must come after it")
        if duration is not None:
            length = time_in_seconds("duration", duration)
            if not length:
                raise ConfigError(f"duration is {duration}; it must be above 0")
            last = first + length
        scaling = None if size is None else Scaling(*size_in_pixels("size", size))
        if scale is not None:
            scaling = Scaling(factor=exact_number("scale", scale, *SCALES))
        return cls(first, last, None if fps is None else frame_rate("fps", fps), scaling)

    def of_source(self, source: Source, name: str) -> Source:
        """The chosen frames of a source. If that fails, the source is closed.

        Args:
            source: the source, which is closed with the one that is returned.
            name: its name in errors.

        Raises:
            ConfigError: the part holds no frame, or frames would become too large.
            SourceError: the source fails.
        """
        try:
            if self.start or self.end is not None:
                source = Part(source, self.start, self.end, name=name)
            if self.rate is not None:
                source = Resampled(source, self.rate)
            if self.scaling is not None:
                source = Scaled(source, self.scaling)
        except BaseException:
            source.close()
            raise
        return source

    def refuse_for_images(self) -> None:
        """Refuse choices that are only for videos.

        Raises:
            ConfigError: there is one.
        """
        if self.rate is not None:
            raise ConfigError(f"fps is {float(self.rate):g}; it is for videos; for a video made of images, give rate")
        if self.start:
            raise ConfigError(f"start is {float(self.start):g} s; it is for videos, and images have no times")
        if self.end is not None:
            raise ConfigError(
                f"the part ends at {float(self.end):g} s; end and duration are for videos, and images have no times"
            )
