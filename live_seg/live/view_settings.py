"""How a live session is shown: the view, what is picked, mirrored or not, with or without figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from live_seg.config import ViewName
from live_seg.segment import Segmentation
from live_seg.view.background import DIM, Background
from live_seg.view.mirror import mirrored
from live_seg.view.picks import carried
from live_seg.view.render import VIEWS, render

BACKGROUNDS = (DIM, Background("remove"), Background("blur"))
"""The backgrounds that key b goes through, besides the one that was chosen at the start."""


@dataclass(frozen=True, slots=True, eq=False)
class ViewSettings:
    """How a session is shown. Keys and clicks replace it by a changed copy.

    Attributes:
        view: the view that is chosen. While regions are off, recolour is shown in place of their view.
        record_view: the view that is recorded; None for the one that is shown.
        background: what is behind the picks of a cut-out.
        backgrounds: the backgrounds that a key goes through.
        picked: labels of the picked segments, or ids of the picked regions.
        picks_regions: whether they are ids of regions.
        is_mirrored: whether left and right are swapped.
        has_figures: whether the HUD is shown.
        has_card: whether the card of the keys is shown.
    """

    view: ViewName = "recolour"
    record_view: ViewName | None = None
    background: Background = DIM
    backgrounds: tuple[Background, ...] = BACKGROUNDS
    picked: frozenset[int] = frozenset()
    picks_regions: bool = False
    is_mirrored: bool = False
    has_figures: bool = True
    has_card: bool = False

    @classmethod
    def with_background(
        cls,
        background: Background | None,
        view: ViewName = "recolour",
        record_view: ViewName | None = None,
        *,
        has_figures: bool = True,
    ) -> ViewSettings:
        """Settings with the user's background first among those that key b goes through; None for the default."""
        chosen = DIM if background is None else background
        # a named background is among them already
        others = [one for one in BACKGROUNDS if not (isinstance(chosen.kind, str) and one.kind == chosen.kind)]
        return cls(view, record_view, chosen, (chosen, *others), has_figures=has_figures)

    @property
    def background_name(self) -> str:
        """The name of the background for the user."""
        kind = self.background.kind
        return kind if isinstance(kind, str) else "a colour" if isinstance(kind, tuple) else "a picture"

    def seen(self, segmentation: Segmentation) -> Segmentation:
        """The segmentation as it is seen: mirrored or not."""
        return mirrored(segmentation) if self.is_mirrored else segmentation

    def recorded_size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the recorded pictures of frames of this size, in pixels."""
        return _size_in(self.record_view or self.view, width, height)

    def shown_size(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the shown pictures of frames of this size, in pixels."""
        return _size_in(self.view, width, height)

    def picture(self, seen: Segmentation, view: ViewName | None = None) -> NDArray[np.uint8]:
        """Render a segmentation that is `seen`, in the view that is shown or in another one.

        Returns:
            uint8 (H, W, 3) BGR, or (H, 2 W, 3) side by side.
        """
        return render(seen, self.view_of(seen, view), self.picked_in(seen), self.background)

    def view_of(self, seen: Segmentation, view: ViewName | None = None) -> ViewName:
        """The view of a segmentation: the one that is chosen or another one, but recolour if it needs missing regions.

        Regions may be switched off while their view is shown or recorded.
        """
        return _possible(view or self.view, has_regions=seen.regions is not None)

    def view_with(self, *, has_regions: bool) -> ViewName:
        """The view that is shown while there are regions, or while there are none."""
        return _possible(self.view, has_regions=has_regions)

    def picked_in(self, seen: Segmentation) -> frozenset[int]:
        """What is picked in a segmentation. Sinks may get older ones, of a smaller palette or of the other kind."""
        if self.picks_regions != (seen.regions is not None):
            return frozenset()
        if self.picks_regions:
            return self.picked
        return frozenset(label for label in self.picked if label < len(seen.palette.colours))

    @property
    def picked_labels(self) -> frozenset[int]:
        """The picks, if they are labels."""
        return frozenset() if self.picks_regions else self.picked

    def in_next_view(self, *, has_regions: bool) -> ViewSettings:
        """The same settings with the view after the one that is shown; without regions, their view is left out."""
        views = [view for view in VIEWS if _possible(view, has_regions=has_regions) == view]
        shown = self.view_with(has_regions=has_regions)
        return replace(self, view=views[(views.index(shown) + 1) % len(views)])

    def with_next_background(self) -> ViewSettings:
        """The same settings with the next background."""
        place = self.backgrounds.index(self.background)
        return replace(self, background=self.backgrounds[(place + 1) % len(self.backgrounds)])

    def with_picks_carried(self, before: Segmentation | None, now: Segmentation) -> ViewSettings:
        """The same settings with the picks carried from one segmentation to the next.

        Picked labels follow their colours when the palette changes its size. Picked ids stay, whether they are in the
        frame or not. Where regions come or go, nothing stays picked.
        """
        if self.picks_regions != (now.regions is not None):
            return replace(self, picked=frozenset(), picks_regions=not self.picks_regions)
        if self.picks_regions or not self.picked or before is None:
            return self
        if len(before.palette.colours) == len(now.palette.colours):
            return self
        return replace(self, picked=carried(self.picked, before.palette, now.palette))


def _possible(view: ViewName, *, has_regions: bool) -> ViewName:
    """A view, or recolour in place of the view of regions where there are none."""
    return "recolour" if view == "regions" and not has_regions else view


def _size_in(view: ViewName, width: int, height: int) -> tuple[int, int]:
    return width * (2 if view == "side-by-side" else 1), height
