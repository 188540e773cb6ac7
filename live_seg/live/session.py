"""Live: a camera, a stream, a file or the demo, segmented while it happens, in a window, and recorded if asked to."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.config import K_MAX, whole_number
from live_seg.errors import ConfigError
from live_seg.live.broadcast import Broadcast
from live_seg.live.controls import Controls
from live_seg.live.elbow_analysis import ElbowAnalysis
from live_seg.live.live_input import LiveInput
from live_seg.live.loop import Loop
from live_seg.live.outlets import Outlets
from live_seg.live.recordings import Recordings
from live_seg.live.screen import NoWindow, Screen, WindowScreen
from live_seg.live.session_report import SessionReport
from live_seg.live.snapshots import Snapshots
from live_seg.live.view_settings import ViewSettings
from live_seg.pipeline import After, Latest, Prefetch
from live_seg.pipeline.interrupts import Interrupts
from live_seg.pipeline.prepare import PATIENCE, prepare
from live_seg.pipeline.timing import Pace
from live_seg.segment import Segmenter
from live_seg.sink.display import require_display
from live_seg.sink.output_file import check_folder
from live_seg.sink.video.video_sink import check_output
from live_seg.source import open_source
from live_seg.source.camera.camera_source import CameraSource
from live_seg.source.limit import Limited
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of
from live_seg.source.reconnect import Reconnecting

if TYPE_CHECKING:
    from live_seg.config import Config
    from live_seg.frame import StreamInfo
    from live_seg.report.progress import Progress
    from live_seg.source import Source
    from live_seg.source.camera.camera_format import CameraFormat

FRAMES_AHEAD = 4
ELBOW_K_MAX = 10


@dataclass(frozen=True, slots=True)
class Session:
    """What to run.

    `look` is how it is shown at first; `mirror` None mirrors cameras only. `camera_format` is asked of a camera.
    `record` is a video file to write the pictures to from the start on, or None. `folder` is where a key's recordings
    and snapshots go. `duration` ends the session after so many seconds. `realtime` plays a file as if it were a camera:
    at its own pace, newest frame wins. Without it every frame is shown, in a window no sooner than its time, with none
    as fast as it goes. `k_max` is how far the elbow analysis goes.

    Raises:
        ConfigError: `k_max` is not from 1 to 64.
    """

    source: str
    config: Config
    look: ViewSettings = field(default_factory=ViewSettings)
    mirror: bool | None = None
    camera_format: CameraFormat | None = None
    record: Path | None = None
    folder: Path = Path()
    duration: float | None = None
    realtime: bool = False
    window: bool = True
    full_screen: bool = False
    virtual_camera: bool = False
    overwrite: bool = False
    k_max: int = ELBOW_K_MAX

    def __post_init__(self) -> None:
        whole_number("k_max", self.k_max, 1, K_MAX)


def live(session: Session, progress: Progress) -> SessionReport:
    """Run a session until it is quit, its source ends, its time is over or a signal comes.

    Raises:
        ConfigError: the recording's name is no video file's, or the source's own; a cut-out is wanted, and no window.
        DisplayError: a window is wanted and there is no display.
        SourceError: the source cannot be read.
        SinkError: the recording cannot be begun, or there is no virtual camera. What fails later is in the result.
    """
    if not session.window and "cutout" in {session.look.view, session.look.record_view}:
        raise ConfigError("view is cutout, and what to cut out is picked by clicks; leave out --no-window, or the view")
    if session.record is not None:
        check_output(session.record, session.source, overwrite=session.overwrite)
    check_folder(session.folder)
    if session.window:
        require_display()
    with Interrupts() as interrupts, ExitStack() as opening, ExitStack() as stack:
        opener = partial(open_source, session.source, session.camera_format)
        with After(PATIENCE, lambda: progress.say(f"waiting for {shown(session.source)} ...")):
            opened = opener()
        lasting = Reconnecting(opened, opener) if opened.info.is_live else None
        source: Source = opening.enter_context(lasting or opened)
        if session.duration is not None:
            source = Limited(source, session.duration)
        prepare(session.config, progress.say)
        info = source.info
        mirror = kind_of(session.source) == "camera" if session.mirror is None else session.mirror
        look = replace(session.look, is_mirrored=mirror)
        shown_size = look.shown_size(info.width, info.height)
        broadcast = stack.enter_context(Broadcast(*shown_size, info.frame_rate)) if session.virtual_camera else None
        recordings = stack.enter_context(Recordings(info, session.folder, overwrite=session.overwrite))
        if session.record is not None:
            recordings.begin(*look.recorded_size(info.width, info.height), session.record)
        segmenter, snapshots = Segmenter(session.config), Snapshots(session.folder)
        controls = Controls(segmenter, look, ElbowAnalysis(session.k_max), recordings, snapshots)
        stack.callback(controls.finish)
        screen = stack.enter_context(_screen(session, info, shown_size, progress))
        controls.say(" · ".join(_greetings(opened, broadcast, session)))
        # entered last, so left first: no thread reads the source any more when the rest is closed
        reader = _reader(session, source)
        stack.enter_context(reader)
        opening.pop_all()  # from here on the reader's thread closes the source
        if lasting:
            stack.callback(lasting.stop)  # the reader ends where it waits to try again
        pace = Pace() if session.window and isinstance(reader, Prefetch) else None
        feed = LiveInput(reader, pace, lasting, session.duration, stays=kind_of(session.source) == "pictures")
        loop = Loop(feed, segmenter, controls, Outlets(recordings, broadcast), screen)
        started = monotonic()
        loop.run(interrupts.stop)
        elapsed = monotonic() - started
        active = max(elapsed - controls.paused_for, 1e-6)
    failures = [*recordings.failures, *snapshots.failures, *controls.failures]
    failures += [broadcast.failure] if broadcast and broadcast.failure else []
    losses = (source.damage, *(loss for recording in recordings.finished for loss in recording.losses))
    return SessionReport(
        frames=loop.frames,
        dropped=reader.dropped,
        k=segmenter.config.k,
        elapsed=elapsed,
        rate=(loop.frames - loop.stepped) / active,
        delay=loop.delays.within(0.99),
        recordings=tuple(recordings.finished),
        snapshots=tuple(snapshots.paths),
        remarks=(*_wishes_not_granted(opened), *(line for one in recordings.finished for line in one.remarks)),
        losses=tuple(loss for loss in losses if loss),
        failures=tuple(map(str, failures)),
        signal=interrupts.signal,
    )


def _greetings(source: Source, broadcast: Broadcast | None, session: Session) -> list[str]:
    """What to say at the start: what a camera grants, where other programs find the picture, and how to go on."""
    said = [source.granted] if isinstance(source, CameraSource) else []
    said += [f"shown to other programs by {broadcast.device}"] if broadcast else []
    return [*said, *(["H shows the keys"] if session.window else [])]


def _wishes_not_granted(source: Source) -> tuple[str, ...]:
    return source.remarks if isinstance(source, CameraSource) else ()


def _screen(session: Session, info: StreamInfo, size: tuple[int, int], progress: Progress) -> Screen:
    if session.window:
        screen = WindowScreen(shown(session.source), size, info.pixel_aspect)
        if session.full_screen:
            screen.toggle_full_screen()
        return screen
    known = [info.frame_count] if info.frame_count else []
    if session.duration is not None:
        known.append(round(session.duration * info.frame_rate))
    return NoWindow(shown(session.source), min(known, default=None), progress)


def _reader(session: Session, source: Source) -> Latest | Prefetch:
    """The drop policy: a camera's newest frame wins, a file's frames are all shown."""
    if source.info.is_live or session.realtime:
        return Latest(source, paced=not source.info.is_live)
    return Prefetch(source, FRAMES_AHEAD)
