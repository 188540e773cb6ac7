"""The frames of a video file, each with its exact time."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from pathlib import Path

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.size_limit import check_size
from live_seg.source.exclusive import Exclusive
from live_seg.source.file.container import read_container
from live_seg.source.file.held_pictures import Held, held_pictures
from live_seg.source.file.open_decoder import open_decoder
from live_seg.source.file.tally import Tally
from live_seg.source.protocol import BaseSource
from live_seg.source.shown_frame import shown_and_next

FAILED_READS = 250
"""Failed reads in a row that end a stream. A hole of 200 kB in a file makes 22. At the end of a file they take no
time."""

STEPS_BACK = 0.0, 5.0, 60.0
"""Seconds to start earlier, one after the other, if a seek goes past its target."""

AFTER_END = 1
"""Frames may still come for this many seconds after the end that the container states."""


class FileSource(BaseSource):
    """All frames of a video file.

    OpenCV decodes it, or PyAV if OpenCV would decode it wrongly (`source.file.open_decoder`). If there are several
    video tracks, the largest default track is read, or the largest of all if none is default; `remarks` says which.
    `Frame.time` counts from the start of the container, which may be the start of its sound. Rotation and mirroring in
    the metadata are applied. A frame that cannot be decoded is skipped, leaves a gap in `Frame.index`, and is reported
    in `damage`.

    Args:
        path: the file.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Raises:
        SourceError: it does not exist, is not a file, holds no video that can be read, or its pictures are too large.
    """

    def __init__(self, path: str | os.PathLike[str], max_megapixels: float = MAX_MEGAPIXELS) -> None:
        self._path = Path(path)
        self.name = str(path)
        self._max_megapixels = max_megapixels
        self._container = read_container(self._path, max_megapixels)
        self._decoder = open_decoder(self._path, self._container)
        aspect = self._container.pixel_aspect
        self.info = StreamInfo(
            width=self._decoder.size[0],
            height=self._decoder.size[1],
            frame_rate=self._container.frame_rate,
            frame_count=self._container.frame_count,
            time_base=self._container.time_base,
            pixel_aspect=1 / aspect if self._decoder.is_turned else aspect,
        )
        self._exclusive = Exclusive(str(self._path))
        self._ahead: list[Frame] = []  # frames that were read to find the one that is shown at a time
        self._next_index = 0
        self._last_time = self._before_the_first
        self._tally = Tally(self._container)
        self._has_jumped = self._ended = False
        self._end: Fraction | None = None
        self._last_end: Fraction | None = None  # end of the last track, if the container gives one end for all tracks

    @property
    def description(self) -> str:
        """Size, frame rate and number of frames."""
        count = self.info.frame_count
        return super().description + (f", {count} frames" if count else "")

    @property
    def duration(self) -> Fraction | None:
        """Seconds from the start to the end, as the container says, or None."""
        return super().duration if self._container.end is None else self._container.end

    @property
    def end(self) -> Fraction | None:
        """Time at which the last frame ends, in seconds; None until all frames have been read."""
        return self._end

    @property
    def remarks(self) -> tuple[str, ...]:
        """One line if the file has several video tracks."""
        if not self._container.others:
            return ()
        remark = (
            f"{self._path} has {self._container.others + 1} video tracks; only the one with stream index "
            f"{self._container.track} (from 0, over all tracks) is read"
        )
        return (remark,)

    @property
    def damage(self) -> str | None:
        """What could not be read so far: lost frames, an early end."""
        losses = self._tally.lines
        # the end of all tracks is inexact, because sound packets may have no duration
        least = Fraction(1, 2) if self._container.end_is_of_file else Fraction(1, 10)
        stated, tolerance = self._container.end, max(2 / self.info.frame_rate, least)
        # the end that an MPEG stream states may be wrong, because the clock has jumped
        if stated and self._last_end and self._last_end < stated - tolerance and not self._container.may_jump:
            losses.append(f"the video ended at {float(self._last_end):.1f} of {float(stated):.1f} s")
        return f"{self._path}: {', '.join(losses)}" if losses else None

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self._read()) is not None:
            yield frame

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        first = self._seek(seconds)
        self._ahead = [] if first is None else shown_and_next(chain([first], self), seconds, self._end_of)
        return iter(self)

    def _seek(self, seconds: Fraction) -> Frame | None:
        """Read the frame that is shown at a time, or an earlier one; the first one if there is none."""
        is_over = self._container.end is not None and seconds > self._container.end + AFTER_END
        target = float(seconds - self._container.start - 1 / self.info.frame_rate / 2)
        first: Frame | None = None
        # OpenCV seeks by the mean frame rate. If the rate varies that may be too late, and it has to start earlier.
        # A raw stream has no times to seek by, and no stated end; some formats cannot seek to their start.
        steps = STEPS_BACK if self._container.end is not None else ()
        for back in (*(step for step in steps if step <= target), None):
            with self._exclusive.reading():
                if not self._decoder.is_open:
                    return None
                self._ahead, self._has_jumped, self._ended = [], True, is_over
                self._next_index, self._last_time = 0, self._before_the_first
                if back is None:
                    self._decoder.restart()
                else:
                    self._decoder.seek(target - back)
            first = self._read()
            if is_over or (first is not None and first.time <= seconds):
                break
        if first is None:
            return None
        index = max(0, round((first.time - self._container.start) * self.info.frame_rate))
        self._next_index = index + 1
        return replace(first, index=index)

    def _end_of(self, last: Frame) -> Fraction:
        """The time until which the last frame is shown."""
        end = last.time + 1 / self.info.frame_rate
        if self._container.end is None or self._container.end <= end:
            return end
        # either it is shown for a long time, or the file is truncated
        return self._end_by(self._held(last.time), last.time)

    def _end_after_a_jump(self, last: Fraction) -> Fraction:
        """Time at which the picture that starts at `last` ends, where no frames were counted."""
        end, stated = last + 1 / self.info.frame_rate, self._container.end
        if stated is None or abs(stated - end) < 1 / self.info.frame_rate / 10:
            return end
        return self._end_by(self._held(last), last)

    def _held(self, last: Fraction) -> Held:
        return held_pictures(self._path, self._container, last, lambda: self._decoder.is_open)

    def _end_by(self, held: Held, last: Fraction) -> Fraction:
        """Time at which the picture that starts at `last` ends, according to the container."""
        stated = self._container.end
        is_complete = held.packets >= (self._container.frame_count or math.inf)
        if is_complete and stated and stated > last:
            return stated  # packet durations are in decoding order, which may differ from the order of display
        return last + (held.shown or 1 / self.info.frame_rate)

    def _read(self) -> Frame | None:
        """The next frame; None at the end, or if the source is closed.

        Raises:
            SourceError: another thread is reading, or the whole file has no frame that can be decoded.
        """
        if self._ahead and self._decoder.is_open:
            return self._ahead.pop(0)
        failures = 0
        while failures < FAILED_READS and not self._ended:
            with self._exclusive.reading():
                if not self._decoder.is_open:
                    return None
                decoded = self._decoder.read()
            if decoded is None:
                # a failed read is not the end: decoders stop at each damaged stretch, and continue at the next read
                failures += 1
                continue
            previous, self._last_time = self._last_time, self._time_after(self._last_time, decoded.time)
            if not self._has_jumped:
                self._tally.note(self._last_time - previous, failures, is_damaged=decoded.is_damaged)
            # a picture may be larger than the ones before
            check_size(self._path, decoded.bgr.shape[1], decoded.bgr.shape[0], self._max_megapixels)
            frame = Frame(self._next_index + failures, self._last_time, decoded.bgr)
            self._next_index = frame.index + 1
            return frame
        if not self._ended:
            self._ended = True
            self._check_end()
        return None

    @property
    def _before_the_first(self) -> Fraction:
        return self._container.start - 1 / self.info.frame_rate

    def _time_after(self, previous: Fraction, time: Fraction | None) -> Fraction:
        """The time of a frame, which is later than that of the frame before."""
        if time is not None and time > previous:
            return time
        # without a time stamp, or if it goes backward, only the nominal rate is left
        tick = self.info.time_base
        return previous + max(tick, round(1 / self.info.frame_rate / tick) * tick)

    def _check_end(self) -> None:
        """Note where the video ended, and how many of its frames were lost.

        Raises:
            SourceError: no frame was decoded.
        """
        if self._has_jumped:
            if self._last_time > self._before_the_first:
                self._end = self._end_after_a_jump(self._last_time)
            return
        if not self._tally.decoded:
            raise SourceError(
                f"{self._path}: not one frame could be decoded; the file is damaged, or a codec is missing"
            )
        interval = 1 / self.info.frame_rate
        self._end = self._last_end = self._last_time + interval
        stated = self._container.end
        if self._tally.decoded == self._container.frame_count and stated and abs(self._end - stated) < interval / 10:
            return
        held = self._held(self._last_time)
        self._tally.compare(held)
        self._end = self._end_by(held, self._last_time)
        self._last_end = max(self._end, held.end) if self._container.end_is_of_file else self._end

    def close(self) -> None:
        """Release the file. Iteration ends."""
        with self._exclusive.closing():
            self._decoder.close()
