"""How a session is shown: which view, what is picked, mirrored or not, with or without figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from live_seg.view.background import DIM, Background
from live_seg.view.mirror import mirrored
from live_seg.view.pick_tracking import carried
from live_seg.view.render import VIEWS, render

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from live_seg.config import ViewName
    from live_seg.segment import Palette, Segmentation

BACKGROUNDS = (DIM, Background("remove"), Background("blur"))
"""What a key goes through, beside what was asked for at the start."""


@dataclass(frozen=True, slots=True, eq=False)
class ViewSettings:
    """How a session is shown. Keys and clicks make another one of it.

    `record_view` is the view that is recorded; None for the one that is shown. `picked` are labels. `background` is
    what is seen of the others in a cut-out; a key goes through `backgrounds`.
    """

    view: ViewName = "recolour"
    record_view: ViewName | None = None
    background: Background = DIM
    backgrounds: tuple[Background, ...] = BACKGROUNDS
    picked: frozenset[int] = frozenset()
    is_mirrored: bool = False
    has_figures: bool = True
    has_card: bool = False

    @classmethod
    def before(
        cls,
        background: Background | None,
        view: ViewName = "recolour",
        record_view: ViewName | None = None,
        *,
        has_figures: bool = True,
    ) -> ViewSettings:
        """How a session begins: with a background of the user's choice, or None."""
        chosen = DIM if background is None else background
        # one of those that are there anyway is in its place
        others = [one for one in BACKGROUNDS if not (isinstance(chosen.kind, str) and one.kind == chosen.kind)]
        return cls(view, record_view, chosen, (chosen, *others), has_figures=has_figures)

    @property
    def background_name(self) -> str:
        """What to call the background."""
        kind = self.background.kind
        return kind if isinstance(kind, str) else "a colour" if isinstance(kind, tuple) else "a picture"

    def seen(self, segmentation: Segmentation) -> Segmentation:
        """A segmentation as it is seen: mirrored or not."""
        return mirrored(segmentation) if self.is_mirrored else segmentation

    def recorded_size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the recorded pictures of frames of a size, all in pixels."""
        return _size_in(self.record_view or self.view, width, height)

    def shown_size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the pictures that are shown, of frames of a size, all in pixels."""
        return _size_in(self.view, width, height)

    def picture(self, seen: Segmentation, view: ViewName | None = None) -> NDArray[np.uint8]:
        """The picture of what is `seen`, uint8 (H, W, 3) BGR, or (H, 2 W, 3) side by side; in another view if given."""
        return render(seen, view or self.view, self.picked, self.background)

    def in_next_view(self) -> ViewSettings:
        """The same in the view that comes after this one."""
        return replace(self, view=VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)])

    def with_next_background(self) -> ViewSettings:
        """The same with the background that comes after this one."""
        place = self.backgrounds.index(self.background)
        return replace(self, background=self.backgrounds[(place + 1) % len(self.backgrounds)])

    def with_toggled(self, label: int) -> ViewSettings:
        """The same with one segment more, or less, picked."""
        return replace(self, picked=self.picked ^ {label})

    def over(self, before: Palette | None, now: Palette) -> ViewSettings:
        """The same with the picks carried from one palette to the next."""
        if not self.picked or before is None or len(before.colours) == len(now.colours):
            return self
        return replace(self, picked=carried(self.picked, before, now))


def _size_in(view: ViewName, width: int, height: int) -> tuple[int, int]:
    return width * (2 if view == "side-by-side" else 1), height
