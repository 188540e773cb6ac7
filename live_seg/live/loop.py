"""The loop of a live session: it passes a frame to the screen and the outputs, and then handles keys."""

from __future__ import annotations

from threading import Event
from time import monotonic

from live_seg.errors import one_line
from live_seg.frame import Frame
from live_seg.live.controls.controls import Controls
from live_seg.live.controls.keys import card
from live_seg.live.live_input import LiveInput
from live_seg.live.live_output import LiveOutput
from live_seg.live.screen import Screen
from live_seg.pipeline.timing import Delays, Rate
from live_seg.segment import Regions, Segmentation, Segmenter
from live_seg.view.hud.dashboard import Dashboard
from live_seg.view.hud.status import Status

POLL_INTERVAL = 0.01
"""Seconds between checks for a frame, keys and a request to stop."""
REFRESH_INTERVAL = 0.1
"""Seconds after which the picture is drawn again without a new frame, because messages end and windows are resized."""
DRAG_INTERVAL = 0.03
"""Like `REFRESH_INTERVAL`, while the user draws a box, which must follow the pointer."""
SMOOTHING = 0.1
"""Weight of a new frame in the latency that is shown: a figure that jumps cannot be read."""


class Loop:
    """Passes a frame, if there is one, from the reader to the screen and the outputs, and then handles keys.

    Attributes:
        frames: number of frames shown.
        stepped: how many of them were shown one by one during a pause.
        delays: how late frames were shown, if frames can be late.
    """

    def __init__(
        self, live_input: LiveInput, segmenter: Segmenter, controls: Controls, output: LiveOutput, screen: Screen
    ) -> None:
        self.frames = self.stepped = 0
        self.delays = Delays()
        self._input = live_input
        self._segmenter = segmenter
        self._controls = controls
        self._output = output
        self._screen = screen
        self._rate = Rate()
        self._latency: float | None = None
        self._segmentation: Segmentation | None = None
        self._drawn_at = 0.0
        self._has_held_last = False

    def run(self, stop: Event) -> None:
        """Go on until the user quits, the source ends or `stop` is set."""
        while not self._is_over(stop):
            if self._input.reader.ended:
                if not self._stays():
                    return
                self._handle_keys(POLL_INTERVAL)
                continue
            # Frames of a camera are taken during a pause too: the session goes on with the newest one, and none counts
            # as dropped.
            if self._is_held and self._input.reader.is_whole:
                self._handle_keys(POLL_INTERVAL)
                continue
            if not self._output.wait_for_room(POLL_INTERVAL):
                self._handle_keys(0)
                continue
            frame = self._input.reader.take(POLL_INTERVAL)
            if frame is None or self._is_held or not self._is_due(frame, stop):
                self._handle_keys(0)
                continue
            self._show(frame)
            self._handle_keys(0)
            # only now, because a window draws when it is asked for keys
            self._note_delay(self._input.reader.delay(frame))

    def _is_over(self, stop: Event) -> bool:
        # without a window there is no reason to go on when every output has failed
        is_lost = self._output.sinks.is_lost and not self._screen.has_picture
        return self._controls.has_quit or stop.is_set() or is_lost or self._input.is_over

    def _stays(self) -> bool:
        """Whether the last frame stays on the screen: the session is paused, or the source is a still picture."""
        if self._input.stays and self._screen.has_picture and not self._has_held_last:
            # paused once; when the user goes on, the session ends
            self._has_held_last = True
            if not self._controls.pauses.is_on:
                self._controls.pause_or_go_on()
        self._controls.pauses.steps = 0
        return self._controls.pauses.is_on

    @property
    def _is_held(self) -> bool:
        return self._controls.pauses.is_on and not self._controls.pauses.steps

    def _is_due(self, frame: Frame, stop: Event) -> bool:
        """Wait until a frame is to be shown, and handle keys meanwhile; False if the session ends before."""
        if self._input.pace:
            due = self._input.pace.due(frame.time)
            while not self._is_over(stop) and not self._controls.pauses.steps and (self._is_held or monotonic() < due):
                self._handle_keys(POLL_INTERVAL if self._is_held else min(POLL_INTERVAL, due - monotonic()))
        return not self._is_over(stop)

    def _show(self, frame: Frame) -> None:
        if self._controls.pauses.steps:
            self._controls.pauses.steps -= 1
            self.stepped += 1
        self._segment(frame)
        self.frames += 1
        self._rate.tick()
        self._draw(is_new=True)

    def _segment(self, frame: Frame) -> None:
        self._controls.needs_update = False
        self._segmentation = self._segmenter.segment(frame)

    def _draw(self, *, is_new: bool) -> None:
        """Show the last segmentation by the settings in force, and hand a new one to the outputs."""
        if self._segmentation is None:
            return
        seen = self._controls.settings.seen(self._segmentation)
        self._controls.see(seen)
        picture = self._output.view.draw(seen)
        if is_new:
            self._output.put(seen)
        self._screen.show(picture, self._dashboard())
        self._drawn_at = monotonic()

    def _handle_keys(self, seconds: float) -> None:
        character = self._screen.key(seconds)
        if not self._screen.is_open:
            self._controls.has_quit = True
            return
        changed = self._controls.press(character, self._screen.toggle_full_screen)
        if (pointed := self._screen.pointed()) is not None and self._segmentation is not None:
            changed = True
            self._controls.point(pointed)
        for failure in self._output.sinks.new_failures():
            self._controls.say(one_line(failure))
        self._controls.news()
        if changed and self._controls.needs_update and self._controls.pauses.is_on and self._segmentation is not None:
            self._segment(self._segmentation.frame)
        if changed:
            self._draw(is_new=False)
        elif monotonic() - self._drawn_at > (DRAG_INTERVAL if self._screen.is_dragged_on else REFRESH_INTERVAL):
            self._screen.update(self._dashboard())
            self._drawn_at = monotonic()

    def _note_delay(self, seconds: float | None) -> None:
        if seconds is None:
            return
        self.delays.add(seconds)
        before = seconds if self._latency is None else self._latency
        self._latency = before + SMOOTHING * (seconds - before)

    def _dashboard(self) -> Dashboard:
        settings = self._controls.settings
        return Dashboard(
            self._status(),
            self._segmentation.palette if self._segmentation else None,
            settings.picked_labels,
            self._controls.message,
            self._controls.analysis,
            card(has_regions=self._regions is not None) if settings.has_card else None,
            is_plain=not settings.has_figures,
        )

    @property
    def _regions(self) -> Regions | None:
        return None if self._segmentation is None else self._segmentation.regions

    def _status(self) -> Status:
        reader = self._input.reader
        return Status(
            k=self._segmenter.config.k,
            shown_rate=self._rate.per_second,
            source_rate=reader.rate,
            latency=self._latency,
            dropped=reader.dropped,
            recording=self._output.recordings.state,
            silence=reader.silent_for,
            is_away=self._input.is_away,
            is_paused=self._controls.pauses.is_on,
            is_locked=self._segmenter.is_locked,
            is_still=reader.info.frame_count == 1,
            regions=None if self._regions is None else len(self._regions),
            detail=self._segmenter.config.detail,
        )
