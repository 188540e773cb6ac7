"""Live: a camera, a file or the demo, segmented while it happens, in a window, and recorded if asked to."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.app.interrupts import Interrupts
from live_seg.app.loop import Loop
from live_seg.app.pace import Pace
from live_seg.app.prepare import prepare
from live_seg.app.recorder import Recorder, Recording
from live_seg.app.screen import NoWindow, Screen, WindowScreen
from live_seg.app.wording import count_of
from live_seg.app.workers import Latest, Prefetch
from live_seg.segment import Segmenter
from live_seg.sink.display import require_display
from live_seg.sink.video import check_output
from live_seg.source import open_source
from live_seg.source.address import shown
from live_seg.source.lasting import Lasting, lasting
from live_seg.source.limit import Limited

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.app.progress import Progress
    from live_seg.config import Config
    from live_seg.frame import StreamInfo
    from live_seg.source import Source

FRAMES_AHEAD = 4


@dataclass(frozen=True, slots=True)
class Session:
    """What to run.

    `record` is a video file to write the segmented pictures to, or None; `duration` ends the session after so many
    seconds; `realtime` plays a file as if it were a camera: at its own pace, newest frame wins. Without it every frame
    is shown, in a window no sooner than its time, with none as fast as it goes.
    """

    source: str
    config: Config
    record: Path | None = None
    duration: float | None = None
    realtime: bool = False
    window: bool = True
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """What a session came to. `elapsed` is in seconds, `rate` in frames a second with pauses left out.

    `delay` is the seconds that 99 % of the frames were shown within, from when they came or were due; None where frames
    were not dropped when they were late, so that none was.
    `signal` is the signal that ended it, or None. `losses` says in a line each what of the stream or the recording is
    missing.
    """

    frames: int
    dropped: int
    k: int
    elapsed: float
    rate: float
    delay: float | None
    recording: Recording | None
    losses: tuple[str, ...]
    signal: int | None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the recorded pictures, a line each."""
        return self.recording.remarks if self.recording else ()

    def describe(self) -> str:
        """One line for the user."""
        frames = count_of("frame", self.frames)
        text = f"{frames} in {self.elapsed:.1f} s ({self.rate:.1f} frames/s), {self.dropped} dropped"
        if self.delay is not None:
            text += f", 99 % of those shown within {1000 * self.delay:.0f} ms of their time"
        if self.recording:
            text += f"; recorded {self.recording.frames} to {self.recording.path}"
        return text


def live(session: Session, progress: Progress) -> Ended:
    """Run a session until it is quit, its source ends, its time is over or a signal comes.

    Raises:
        ConfigError: the recording's name is no video file's, or the source's own.
        DisplayError: a window is wanted and there is no display.
        SourceError: the source cannot be read.
        SinkError: the recording cannot be written. A window's picture goes on meanwhile, and this comes at the end.
    """
    if session.record is not None:
        check_output(session.record, session.source, overwrite=session.overwrite)
    if session.window:
        require_display()
    with Interrupts() as interrupts, ExitStack() as opening, ExitStack() as stack:
        source = unlimited = opening.enter_context(lasting(partial(open_source, session.source)))
        if session.duration is not None:
            source = Limited(source, session.duration)
        prepare(session.config, progress)
        recorder = (
            stack.enter_context(Recorder(session.record, source.info, overwrite=session.overwrite))
            if session.record
            else None
        )
        screen = stack.enter_context(_screen(session, source.info, progress))
        # entered last, so left first: no thread reads the source any more when the rest is closed
        reader = _reader(session, source)
        stack.enter_context(reader)
        opening.pop_all()  # from here on the reader's thread closes the source
        if isinstance(unlimited, Lasting):
            stack.callback(unlimited.stop)  # the reader ends where it waits to try again
        pace = Pace() if session.window and isinstance(reader, Prefetch) else None
        loop = Loop(reader, Segmenter(session.config), recorder, screen, pace)
        started = monotonic()
        loop.run(interrupts.stop)
        elapsed = monotonic() - started
        active = max(elapsed - loop.paused_for, 1e-6)
    if recorder and recorder.failure:
        raise recorder.failure
    recording = recorder.recording if recorder else None
    losses = (source.damage, *(recording.losses if recording else ()))
    return Ended(
        frames=loop.frames,
        dropped=loop.dropped,
        k=loop.k,
        elapsed=elapsed,
        rate=loop.frames / active,
        delay=loop.delays.within(0.99),
        recording=recording,
        losses=tuple(loss for loss in losses if loss),
        signal=interrupts.signal,
    )


def _screen(session: Session, info: StreamInfo, progress: Progress) -> Screen:
    if session.window:
        return WindowScreen(shown(session.source), info)
    known = [info.frame_count] if info.frame_count else []
    if session.duration is not None:
        known.append(round(session.duration * info.frame_rate))
    return NoWindow(shown(session.source), min(known, default=None), progress)


def _reader(session: Session, source: Source) -> Latest | Prefetch:
    """The drop policy: a camera's newest frame wins, a file's frames are all shown."""
    if source.info.is_live or session.realtime:
        return Latest(source, paced=not source.info.is_live)
    return Prefetch(source, FRAMES_AHEAD)
