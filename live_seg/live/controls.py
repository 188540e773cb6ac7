"""What the user asks for by keys and clicks, and what is said to that."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.config import K_MAX
from live_seg.errors import LiveSegError
from live_seg.live.keys import action_of

if TYPE_CHECKING:
    from live_seg.live.elbow_analysis import ElbowAnalysis
    from live_seg.live.recordings import Recordings
    from live_seg.live.screen import Screen
    from live_seg.live.snapshots import Snapshots
    from live_seg.live.view_settings import ViewSettings
    from live_seg.segment import Segmentation, Segmenter
    from live_seg.view.hud.elbow_panel import Analysis

SPOKEN_FOR = 2.0
"""Seconds that a message stays."""
NO_PICTURE = "there is no picture yet"


class Controls:
    """The state that keys and clicks change. `app.keys` has what each key calls.

    Attributes:
        look: how the session is shown.
        has_quit: whether it is to end.
        steps: frames that are to be shown all the same.
        wants_anew: whether the frame that is shown is to be segmented anew, for the settings are others.
        failures: why something that was asked for could not be begun.
    """

    def __init__(
        self,
        segmenter: Segmenter,
        look: ViewSettings,
        analysis: ElbowAnalysis,
        recordings: Recordings,
        snapshots: Snapshots,
    ) -> None:
        self.look = look
        self.has_quit = self.wants_anew = False
        self.steps = 0
        self.failures: list[LiveSegError] = []
        self._segmenter = segmenter
        self._analysis = analysis
        self._recordings = recordings
        self._snapshots = snapshots
        self._seen: Segmentation | None = None
        self._message = ""
        self._said_at = -SPOKEN_FOR
        self._paused_at: float | None = None
        self._paused_before = 0.0

    @property
    def is_paused(self) -> bool:
        """Whether the picture is held."""
        return self._paused_at is not None

    @property
    def paused_for(self) -> float:
        """Seconds that the picture has been held for."""
        return self._paused_before + (monotonic() - self._paused_at if self._paused_at is not None else 0)

    @property
    def analysis(self) -> Analysis | None:
        """How far the elbow analysis has come; None where none is open."""
        try:
            return self._analysis.state
        except LiveSegError as error:
            self._analysis.close()
            self.say(str(error))
            return None

    @property
    def message(self) -> str | None:
        """What was said in the last two seconds."""
        return self._message if monotonic() - self._said_at < SPOKEN_FOR else None

    def say(self, message: str) -> None:
        """Show a message for two seconds."""
        self._message, self._said_at = message, monotonic()

    def see(self, seen: Segmentation) -> None:
        """Take note of what is shown."""
        self.look = self.look.over(self._seen.palette if self._seen else None, seen.palette)
        self._seen = seen
        self._analysis.see(seen.frame)

    def press(self, character: str | None, screen: Screen) -> bool:
        """Do what a key is for; whether it is for anything."""
        action = action_of(character)
        if action is None:
            return False
        if action != "help":
            # what the key brings is not to come behind the card
            self.look = replace(self.look, has_card=False)
        if action == "full_screen":
            screen.toggle_full_screen()
        else:
            getattr(self, action)()
        return True

    def pick_at(self, column: int, row: int) -> None:
        """Pick the segment that a pixel of the picture shows, or drop it."""
        if self._seen is not None:
            height, width = self._seen.labels.shape
            # side by side, the picture is there twice
            self.pick(int(self._seen.labels[min(row, height - 1), column % width]))

    def pick(self, label: int) -> None:
        """Pick a segment, or drop it."""
        self.look = self.look.with_toggled(label)
        self.say("nothing is picked" if not self.look.picked else f"{len(self.look.picked)} picked")

    def news(self) -> None:
        """Say what has become of snapshots."""
        for text in self._snapshots.news():
            self.say(text)

    def finish(self) -> None:
        """Wait for what is still going on."""
        self._analysis.join()
        self._snapshots.finish()

    def quit(self) -> None:
        self.has_quit = True

    def pause_or_go_on(self) -> None:
        self._paused_before = self.paused_for
        self._paused_at = None if self.is_paused else monotonic()
        self.steps = 0

    def step(self) -> None:
        if not self.is_paused:
            self.pause_or_go_on()
        self.steps += 1

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
            self.say("press E first" if state is None else "not yet: the curve is being measured")
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
        self.say("fitted anew, and unlocked" if self._segmenter.is_locked else "fitted anew")
        self._segmenter.refit()
        self.wants_anew = True

    def next_view(self) -> None:
        self.look = self.look.in_next_view()
        self.say(f"{self.look.view}{self._what_to_pick}")

    def next_background(self) -> None:
        self.look = self.look.with_next_background()
        self.say(f"behind picks: {self.look.background_name}{self._what_to_pick}")

    @property
    def _what_to_pick(self) -> str:
        """What to do where a cut-out has nothing to show yet."""
        return "; click what to keep" if self.look.view == "cutout" and not self.look.picked else ""

    def record_or_stop(self) -> None:
        if self._recordings.is_on:
            self._recordings.end()
        elif self._seen is None:
            self.say(NO_PICTURE)
        else:
            height, width = self._seen.labels.shape
            try:
                self.say(f"recording to {self._recordings.begin(*self.look.recorded_size(width, height))}")
            except LiveSegError as error:
                self.failures.append(error)
                self.say(str(error))

    def snapshot(self) -> None:
        if self._seen is None:
            self.say(NO_PICTURE)
        elif not self._snapshots.take(self._seen, self.look):
            self.say("the last snapshot is still being saved")

    def mirror(self) -> None:
        self.look = replace(self.look, is_mirrored=not self.look.is_mirrored)
        self.say("mirrored" if self.look.is_mirrored else "as the camera sees it")

    def figures(self) -> None:
        self.look = replace(self.look, has_figures=not self.look.has_figures)

    def help(self) -> None:
        self.look = replace(self.look, has_card=not self.look.has_card)

    def _change_k(self, k: int) -> None:
        if self._segmenter.is_locked:
            self.say("the palette is locked; L unlocks it")
            return
        if not 1 <= k <= K_MAX:
            self.say("K = 1 is the least" if k < 1 else f"K = {K_MAX} is the most")
            return
        self._segmenter.reconfigure(replace(self._segmenter.config, k=k))
        self.wants_anew = True
        self.say(f"K = {k}")
