"""Runs a live session: a camera, a stream, a file or the demo, segmented in real time."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from time import monotonic

from live_seg.errors import ConfigError, one_line
from live_seg.frame import StreamInfo
from live_seg.live.controls.controls import Controls
from live_seg.live.controls.elbow_analysis import ElbowAnalysis
from live_seg.live.live_input import LiveInput
from live_seg.live.live_output import LiveOutput
from live_seg.live.live_view import LiveView
from live_seg.live.loop import Loop
from live_seg.live.recordings import Recordings
from live_seg.live.screen import NoWindow, Screen, WindowScreen
from live_seg.live.session import Session
from live_seg.live.session_files import SessionFiles
from live_seg.live.session_report import SessionReport
from live_seg.live.snapshots import Snapshots
from live_seg.pipeline import After, FanOut, Latest, Prefetch, Reader
from live_seg.pipeline.interrupts import Interrupts, ending_by_exception
from live_seg.pipeline.prepare import prepare
from live_seg.pipeline.timing import Pace
from live_seg.report.progress import Progress
from live_seg.segment import Segmenter
from live_seg.sink.display import require_display
from live_seg.sink.output_file import check_folder
from live_seg.sink.standard_output import is_standard_output
from live_seg.sink.video.video_path import check_video_output
from live_seg.sink.virtual_camera import VirtualCamera
from live_seg.source import Source, open_source
from live_seg.source.clock import ArrivalClock
from live_seg.source.limit import Limited
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of
from live_seg.source.reconnect import Reconnecting
from live_seg.source.standard_input import is_standard_input

FRAMES_AHEAD = 4
"""Frames of a file that are read ahead."""
CAMERA_QUEUE = 1
"""Frames that may wait for the virtual camera: other programs want the newest one."""
OPENING_TIMEOUT = 1.0
"""Seconds after which the user is told that the source is still being opened."""


def run_session(session: Session, progress: Progress) -> SessionReport:
    """Run a session until the user quits, its source ends, its duration has passed or a signal arrives.

        one thread           this thread                        a thread for each
        ─────────────────    ───────────────────────────────    ───────────────────────────
        source ── reader ──> segmenter ── view ──> screen
                                            └────> FanOut ────> VideoSink, the recording
                                                       ├──────> VirtualCamera
                                                       └──────> labels, statistics, ...
                             keys ──────> controls ───────────> elbow analysis, snapshot

    A camera's reader keeps the newest frame and drops older ones; a file's reader waits, and drops nothing. The same
    holds for the queues of a recording and of other files. The queue of the virtual camera always drops.

    Raises:
        ConfigError: the recording's path is not a video file, or is the source itself; a cut-out is wanted without a
            window; or the view of regions without regions.
        DisplayError: a window is wanted, and there is no display.
        SourceError: the source cannot be read.
        SinkError: the recording cannot be started, or there is no virtual camera. Later failures are in the report.
    """
    _check(session)
    with ending_by_exception():  # reading all of standard input may take long, and any signal ends that
        piped = _open(session, progress) if is_standard_input(session.source) else None
    with Interrupts() as interrupts, ExitStack() as stack:
        source, reconnecting = piped or _open(session, progress)
        reader = stack.enter_context(_reader(session, source, reconnecting))
        prepare(session.config, progress.say, session.warm_up)

        view = LiveView(session.first_settings)
        size = view.settings.shown_size(source.info.width, source.info.height)
        sinks = FanOut()
        stack.callback(sinks.close)  # closed, not abandoned, also if the session fails: a recording is good up to there
        camera = VirtualCamera(size, source.info.frame_rate, view.shown) if session.virtual_camera else None
        if camera is not None:
            sinks.add(camera, depth=CAMERA_QUEUE, drops=True)
        drops = not reader.is_whole
        files = SessionFiles(session.outputs, source.info, sinks, drops=drops, overwrite=session.overwrite)
        recordings = Recordings(
            sinks, source.info, view.recorded, session.folder, drops=drops, overwrite=session.overwrite
        )
        if session.record is not None:
            recordings.begin(*view.settings.recorded_size(source.info.width, source.info.height), session.record)

        segmenter, snapshots = Segmenter(session.config), Snapshots(session.folder)
        controls = Controls(segmenter, view, ElbowAnalysis(session.k_max), recordings, snapshots)
        stack.callback(controls.finish)
        screen = stack.enter_context(_screen(session, source.info, size, progress))
        if greetings := _greetings(source, camera, session):
            controls.say(" · ".join(greetings))

        pace = Pace() if session.window and reader.is_whole else None
        stays = kind_of(session.source) == "pictures"
        live_input = LiveInput(reader, pace, reconnecting, session.duration, stays=stays)
        loop = Loop(live_input, segmenter, controls, LiveOutput(sinks, recordings, view), screen)
        reader.start()
        started = monotonic()
        loop.run(interrupts.stop)
        elapsed = monotonic() - started
        reader.stop()  # before the recording is finished, which needs the processor
    recordings.collect()
    return SessionReport(
        frames=loop.frames,
        dropped=reader.dropped,
        k=segmenter.config.k,
        emphasis=segmenter.config.emphasis,
        regions=segmenter.config.regions,
        detail=segmenter.config.detail,
        region_quality=segmenter.config.region_quality,
        elapsed=elapsed,
        rate=(loop.frames - loop.stepped) / max(elapsed - controls.pauses.seconds, 1e-6),
        delay=loop.delays.within(0.99),
        recordings=tuple(recordings.finished),
        snapshots=tuple(snapshots.paths),
        remarks=(
            *source.remarks,
            *(line for recording in recordings.finished for line in recording.remarks),
            *files.remarks,
        ),
        losses=(
            *((source.damage,) if source.damage else ()),
            *(loss for recording in recordings.finished for loss in recording.losses),
            *files.losses,
        ),
        failures=tuple(map(one_line, (*sinks.failures, *snapshots.failures, *controls.failures))),
        signal=interrupts.signal,
    )


def _check(session: Session) -> None:
    """Check what can be checked before anything is opened."""
    if not session.window and "cutout" in {session.settings.view, session.settings.record_view}:
        raise ConfigError("view is 'cutout' without a window, where nothing can be picked; choose another view")
    for option, view in (("view", session.settings.view), ("record-view", session.settings.record_view)):
        if view == "regions" and not session.config.regions:
            raise ConfigError(f"{option} is 'regions', but regions are off; switch them on with --regions")
    if session.record is not None:
        if is_standard_output(session.record):
            raise ConfigError("record is -; a session is recorded to a file, such as recording.mp4")
        check_video_output(session.record, session.source, overwrite=session.overwrite)
    others = {} if session.record is None else {"record": session.record}
    session.outputs.check([session.source], others, overwrite=session.overwrite)
    check_folder(session.folder)
    if session.window:
        require_display()


def _open(session: Session, progress: Progress) -> tuple[Source, Reconnecting | None]:
    """Open the source; a live one is opened again whenever it is lost."""
    # one clock, so that times continue across an outage
    opener = partial(
        open_source,
        session.source,
        session.camera_format,
        clock=ArrivalClock(),
        max_megapixels=session.max_megapixels,
    )
    with After(OPENING_TIMEOUT, lambda: progress.say(f"waiting for {shown(session.source)} ...")):
        opened = opener()
    reconnecting = Reconnecting(opened, opener) if opened.info.is_live else None
    source = reconnecting or opened
    return (source if session.duration is None else Limited(source, session.duration)), reconnecting


def _reader(session: Session, source: Source, reconnecting: Reconnecting | None) -> Reader:
    """The reader, with the rule for frames that come faster than they can be shown."""
    if source.info.is_live or session.realtime:
        on_stop = reconnecting.stop if reconnecting else None
        return Latest(source, paced=not source.info.is_live, on_stop=on_stop)
    return Prefetch(source, FRAMES_AHEAD)


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


def _greetings(source: Source, camera: VirtualCamera | None, session: Session) -> list[str]:
    """The messages at the start."""
    said = [source.description] if kind_of(session.source) == "camera" else []
    said += [f"shown to other programs by {camera.device}"] if camera else []
    said += ["click what to keep"] if session.settings.view == "cutout" else []
    return [*said, *(["H shows the keys"] if session.window else [])]
