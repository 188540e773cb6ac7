"""What a live session does over and over: a frame to the screen and the outlets, then the keys."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from live_seg.live.keys import CARD
from live_seg.pipeline.timing import Delays, Rate
from live_seg.view.hud.dashboard import Dashboard
from live_seg.view.hud.status import Status

if TYPE_CHECKING:
    from threading import Event

    from live_seg.frame import Frame
    from live_seg.live.controls import Controls
    from live_seg.live.live_input import LiveInput
    from live_seg.live.outlets import Outlets
    from live_seg.live.screen import Screen
    from live_seg.segment import Segmentation, Segmenter

LISTENING = 0.01
"""Seconds between two looks for a frame, for keys and for a request to stop."""
REFRESH = 0.1
"""Seconds after which a picture is drawn anew though no frame has come: messages go, windows change their size."""
SMOOTHING = 0.1
"""Part that a frame has in the latency that is shown: a figure that jumps cannot be read."""


class Loop:
    """Each turn a frame, if there is one, from the reader to the screen, then the keys.

    Attributes:
        frames: those shown.
        stepped: those of them that were shown one by one, while it was paused.
        delays: how long after their time they were, where frames have one to keep.
    """

    def __init__(
        self,
        feed: LiveInput,
        segmenter: Segmenter,
        controls: Controls,
        outlets: Outlets,
        screen: Screen,
    ) -> None:
        self.frames = self.stepped = 0
        self.delays = Delays()
        self._feed = feed
        self._segmenter = segmenter
        self._controls = controls
        self._outlets = outlets
        self._screen = screen
        self._rate = Rate()
        self._latency: float | None = None
        self._segmentation: Segmentation | None = None
        self._drawn_at = 0.0
        self._has_held_last = False

    def run(self, stop: Event) -> None:
        """Go on until the user quits, the source ends or `stop` is set."""
        while not self._is_over(stop):
            if self._feed.reader.ended:
                if not self._stays():
                    return
                self._hear(LISTENING)
                continue
            # the frames of a camera are taken while paused too: it goes on from now, and none counts as dropped
            if self._is_held and self._feed.reader.is_whole:
                self._hear(LISTENING)
                continue
            frame = self._feed.reader.take(LISTENING)
            if frame is None or self._is_held or not self._is_due(frame, stop):
                self._hear(0)
                continue
            self._pass_on(frame)
            self._hear(0)
            # only now: a window draws when it is asked for keys
            self._note_delay(self._feed.reader.delay(frame))

    def _is_over(self, stop: Event) -> bool:
        # with no window there is no picture to go on for when the recording has failed
        failed = self._outlets.have_failed and not self._screen.has_picture
        return self._controls.has_quit or stop.is_set() or failed or self._feed.is_over

    def _stays(self) -> bool:
        """Whether the last picture is still to be looked at: it is held, or is a still one."""
        if self._feed.stays and self._screen.has_picture and not self._has_held_last:
            # once: to go on from there ends the session
            self._has_held_last = True
            if not self._controls.is_paused:
                self._controls.pause_or_go_on()
        self._controls.steps = 0
        return self._controls.is_paused

    @property
    def _is_held(self) -> bool:
        return self._controls.is_paused and not self._controls.steps

    def _is_due(self, frame: Frame, stop: Event) -> bool:
        """Wait until a frame is to be shown, and hear keys meanwhile; False if the session is over before."""
        if self._feed.pace:
            due = self._feed.pace.due(frame.time)
            while not self._is_over(stop) and not self._controls.steps and (self._is_held or monotonic() < due):
                self._hear(LISTENING if self._is_held else min(LISTENING, due - monotonic()))
        return not self._is_over(stop)

    def _pass_on(self, frame: Frame) -> None:
        if self._controls.steps:
            self._controls.steps -= 1
            self.stepped += 1
        self._segment(frame)
        self.frames += 1
        self._rate.tick()
        self._draw(is_new=True)

    def _segment(self, frame: Frame) -> None:
        self._controls.wants_anew = False
        self._segmentation = self._segmenter.segment(frame)

    def _draw(self, *, is_new: bool) -> None:
        """Show what was segmented last, as the user wants to see it."""
        if self._segmentation is None:
            return
        seen = self._controls.look.seen(self._segmentation)
        self._controls.see(seen)
        look = self._controls.look
        picture = look.picture(seen)
        if is_new:
            self._outlets.take(seen, look, picture, wait=self._feed.reader.is_whole)
        self._screen.show(picture, self._dashboard())
        self._drawn_at = monotonic()

    def _hear(self, seconds: float) -> None:
        character = self._screen.key(seconds)
        if not self._screen.is_open:
            self._controls.has_quit = True
            return
        changed = self._controls.press(character, self._screen)
        if (clicked := self._screen.click()) is not None and self._segmentation is not None:
            changed = True
            self._pick(clicked)
        for text in self._outlets.news():
            self._controls.say(text)
        self._controls.news()
        if changed and self._controls.wants_anew and self._controls.is_paused and self._segmentation is not None:
            self._segment(self._segmentation.frame)
        if changed:
            self._draw(is_new=False)
        elif monotonic() - self._drawn_at > REFRESH:
            self._screen.update(self._dashboard())
            self._drawn_at = monotonic()

    def _pick(self, clicked: tuple[int, int] | int) -> None:
        if isinstance(clicked, int):
            self._controls.pick(clicked)
        else:
            self._controls.pick_at(*clicked)

    def _note_delay(self, seconds: float | None) -> None:
        if seconds is None:
            return
        self.delays.add(seconds)
        before = seconds if self._latency is None else self._latency
        self._latency = before + SMOOTHING * (seconds - before)

    def _dashboard(self) -> Dashboard:
        look = self._controls.look
        return Dashboard(
            self._status(),
            self._segmentation.palette if self._segmentation else None,
            look.picked,
            self._controls.message,
            self._controls.analysis,
            CARD if look.has_card else None,
            is_plain=not look.has_figures,
        )

    def _status(self) -> Status:
        feed = self._feed
        return Status(
            k=self._segmenter.config.k,
            shown_rate=self._rate.per_second,
            source_rate=feed.reader.rate,
            latency=self._latency,
            dropped=feed.reader.dropped,
            recording=self._outlets.on_record,
            silence=feed.reader.silent_for,
            is_away=feed.is_away,
            is_paused=self._controls.is_paused,
            is_locked=self._segmenter.is_locked,
        )
