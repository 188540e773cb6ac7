"""What keys, clicks and boxes do, and the messages that they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic

from live_seg.config import K_MAX
from live_seg.errors import LiveSegError
from live_seg.live.controls.elbow_analysis import ElbowAnalysis
from live_seg.live.controls.keys import action_of
from live_seg.live.controls.picking import Pointed, picked_by, said_of
from live_seg.live.controls.region_switch import ARE_OFF, RegionSwitch
from live_seg.live.live_view import LiveView
from live_seg.live.recordings import Recordings
from live_seg.live.snapshots import Snapshots
from live_seg.live.view_settings import ViewSettings
from live_seg.pipeline.timing import Pauses
from live_seg.segment import Segmentation, Segmenter
from live_seg.sink.pointer import Box
from live_seg.view.hud.elbow_panel import Analysis

MESSAGE_SECONDS = 2.0
NO_PICTURE = "there is no picture yet"


class Controls:
    """The state that keys and clicks change. `live.controls.keys` says which key calls which method.

    Attributes:
        has_quit: whether the session is to end.
        pauses: whether the session is paused, and for how long it has been.
        needs_update: whether the frame on the screen must be segmented again, because the settings have changed.
        failures: errors of requested actions that could not be started.
    """

    def __init__(
        self,
        segmenter: Segmenter,
        view: LiveView,
        analysis: ElbowAnalysis,
        recordings: Recordings,
        snapshots: Snapshots,
    ) -> None:
        self.has_quit = self.needs_update = False
        self.pauses = Pauses()
        self.failures: list[LiveSegError] = []
        self._segmenter = segmenter
        self._view = view
        self._analysis = analysis
        self._recordings = recordings
        self._snapshots = snapshots
        self._regions = RegionSwitch(segmenter)
        self._seen: Segmentation | None = None
        self._detail = segmenter.config.detail
        self._message = ""
        self._message_time = -MESSAGE_SECONDS

    @property
    def settings(self) -> ViewSettings:
        """How the session is shown."""
        return self._view.settings

    @property
    def analysis(self) -> Analysis | None:
        """The state of the elbow analysis; None where none is open."""
        try:
            return self._analysis.state
        except LiveSegError as error:
            self._analysis.close()
            self.say(str(error))
            return None

    @property
    def message(self) -> str | None:
        """The message of the last two seconds, or None."""
        return self._message if monotonic() - self._message_time < MESSAGE_SECONDS else None

    def say(self, message: str) -> None:
        """Show a message for two seconds."""
        self._message, self._message_time = message, monotonic()

    def see(self, seen: Segmentation) -> None:
        """Remember the segmentation that is shown."""
        detail = self._segmenter.config.detail
        settings = self.settings.with_picks_carried(self._seen, seen, has_new_detail=detail != self._detail)
        self._view.settings = settings
        self._seen, self._detail = seen, detail
        self._analysis.see(seen)

    def press(self, character: str | None, toggle_full_screen: Callable[[], None]) -> bool:
        """Run the action of a key, and return whether it has one. The screen switches to full screen itself."""
        action = action_of(character)
        if action is None:
            return False
        if action != "help":
            # the help card would hide what the key shows
            self._change(has_card=False)
        if action == "full_screen":
            toggle_full_screen()
        else:
            getattr(self, action)()
        return True

    def point(self, pointed: Pointed) -> None:
        """Pick what the user points at, or drop it from the picks."""
        if self._seen is None:
            return
        if isinstance(pointed, Box) and self._seen.regions is None:
            self.say(f"a box picks regions, but {ARE_OFF}")
            return
        picked = picked_by(pointed, self._seen, self.settings.picked)
        self._view.settings = replace(self.settings, picked=picked)
        self.say(said_of(picked, pointed, self._seen))

    def news(self) -> None:
        """Report finished snapshots and recordings, and switch regions on when they are compiled."""
        for text in (*self._snapshots.news(), *self._recordings.news()):
            self.say(text)
        self._change_regions(self._regions.news)

    def finish(self) -> None:
        """Wait for the analysis and the snapshot that are under way."""
        self._analysis.join()
        self._snapshots.finish()
        self._regions.close()

    def quit(self) -> None:
        self.has_quit = True

    def pause_or_go_on(self) -> None:
        self.pauses.toggle()

    def step(self) -> None:
        self.pauses.step()

    def more(self) -> None:
        self._change_k(self._segmenter.config.k + 1)

    def fewer(self) -> None:
        self._change_k(self._segmenter.config.k - 1)

    def analyse_or_close(self) -> None:
        if self.analysis is not None:
            self._analysis.close()
        elif self._seen is None:
            self.say(NO_PICTURE)
        else:
            self._analysis.open(self._segmenter.config)

    def apply(self) -> None:
        state = self.analysis
        if state is None or state.suggestion is None:
            self.say("measure the elbow first: press E" if state is None else "the curve is still being measured")
        else:
            self._change_k(state.suggestion)

    def lock_or_unlock(self) -> None:
        if self._segmenter.is_locked:
            self._segmenter.unlock()
            self.say("palette unlocked")
        else:
            self._segmenter.lock()
            self.say("palette locked")

    def refit(self) -> None:
        self.say("new palette, unlocked" if self._segmenter.is_locked else "new palette")
        self._segmenter.refit()
        self.needs_update = True

    def regions_on_or_off(self) -> None:
        self._change_regions(self._regions.toggle)

    def less_detail(self) -> None:
        self._change_regions(partial(self._regions.step_detail, -1))

    def more_detail(self) -> None:
        self._change_regions(partial(self._regions.step_detail, 1))

    def next_view(self) -> None:
        self._view.settings = self.settings.in_next_view(has_regions=self._regions.is_on)
        self.say(f"{self.settings.view}{self._what_to_pick}")

    def next_background(self) -> None:
        self._view.settings = self.settings.with_next_background()
        where = self._what_to_pick if self.settings.view == "cutout" else "; shown in the cutout view"
        self.say(f"background: {self.settings.background_name}{where}")

    @property
    def _what_to_pick(self) -> str:
        """A hint for a cut-out in which nothing is picked yet."""
        return "; click what to keep" if self.settings.view == "cutout" and not self.settings.picked else ""

    def record_or_stop(self) -> None:
        if self._recordings.is_on:
            self._recordings.end()
        elif self._seen is None:
            self.say(NO_PICTURE)
        else:
            height, width = self._seen.labels.shape
            try:
                path = self._recordings.begin(*self.settings.recorded_size(width, height))
            except LiveSegError as error:
                self.failures.append(error)
                self.say(str(error))
            else:
                self.say(f"recording to {path}")

    def snapshot(self) -> None:
        if self._seen is None:
            self.say(NO_PICTURE)
        elif not self._snapshots.take(self._seen, self.settings):
            self.say("the last snapshot is still being saved")

    def mirror(self) -> None:
        self._change(is_mirrored=not self.settings.is_mirrored)
        self.say("mirrored" if self.settings.is_mirrored else "not mirrored")

    def figures(self) -> None:
        self._change(has_figures=not self.settings.has_figures)

    def help(self) -> None:
        self._change(has_card=not self.settings.has_card)

    def _change(self, **settings: bool) -> None:
        self._view.settings = replace(self.settings, **settings)  # type: ignore[arg-type]  # the flags are bools

    def _change_regions(self, change: Callable[[], str | None]) -> None:
        """Change the regions or their detail, and show the message, if there is one."""
        before = self._segmenter.config
        message = change()
        if message is None:
            return
        if self.settings.view == "regions" and self._regions.is_on != before.regions:
            message += f"; view: {self.settings.view_with(has_regions=self._regions.is_on)}"
        if self.settings.picked and self.settings.picks_regions != self._regions.is_on:
            message += "; nothing is picked"
        self.say(message)
        self.needs_update |= self._segmenter.config != before

    def _change_k(self, k: int) -> None:
        if self._segmenter.is_locked:
            self.say("the palette is locked; L unlocks it")
            return
        if not 1 <= k <= K_MAX:
            self.say("K cannot be less than 1" if k < 1 else f"K cannot be more than {K_MAX}")
            return
        self._segmenter.reconfigure(k=k)
        self.needs_update = True
        self.say(f"K = {k}")
