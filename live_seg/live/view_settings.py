"""How a live session is shown: the view, the picks, mirroring and figures."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from live_seg.config import ViewName
from live_seg.segment import Segmentation
from live_seg.view.cutout import DIM, Background, Mattes, cutout
from live_seg.view.mirror import mirrored
from live_seg.view.picks import carried, carried_ids
from live_seg.view.render import VIEWS, render

BACKGROUNDS = (DIM, Background("remove"), Background("blur"))
"""The backgrounds that the key B goes through, in addition to the one that was chosen at the start."""


@dataclass(frozen=True, slots=True, eq=False)
class ViewSettings:
    """How a session is shown. Keys and clicks replace it by a changed copy.

    Attributes:
        view: the chosen view. If it is the view of regions, recolour is shown while regions are off.
        record_view: the view that is recorded; None for the one that is shown.
        background: the background of a cut-out.
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
        """Settings whose backgrounds for the key B begin with the user's one; None for the default."""
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

    def picture(
        self, seen: Segmentation, view: ViewName | None = None, mattes: Mattes | None = None
    ) -> NDArray[np.uint8]:
        """Render a segmentation that is `seen`, in the view that is shown or in another one.

        Args:
            seen: the segmentation.
            view: the other view.
            mattes: keeps the borders of cut-outs steady, if it gets each segmentation.

        Returns:
            uint8 (H, W, 3) BGR, or (H, 2 W, 3) side by side.
        """
        shown, picked = self.view_of(seen, view), self.picked_in(seen)
        if shown == "cutout" and picked:
            return cutout(seen, picked, self.background, (mattes or Mattes()).of(seen, picked))
        return render(seen, shown, picked, self.background)

    def view_of(self, seen: Segmentation, view: ViewName | None = None) -> ViewName:
        """The view to render a segmentation in: `view`, or the chosen one for None.

        It is recolour if that view needs regions and there are none. They may be switched off while their view is shown
        or recorded.
        """
        return _possible(view or self.view, has_regions=seen.regions is not None)

    def view_with(self, *, has_regions: bool) -> ViewName:
        """The view that is shown with or without regions."""
        return _possible(self.view, has_regions=has_regions)

    def picked_in(self, seen: Segmentation) -> frozenset[int]:
        """The picks that exist in a segmentation.

        Sinks may get an older segmentation, with fewer labels, or from before regions were switched on or off.
        """
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
        """The same settings with the next view; without regions, their view is skipped."""
        views = [view for view in VIEWS if _possible(view, has_regions=has_regions) == view]
        shown = self.view_with(has_regions=has_regions)
        return replace(self, view=views[(views.index(shown) + 1) % len(views)])

    def with_next_background(self) -> ViewSettings:
        """The same settings with the next background."""
        place = self.backgrounds.index(self.background)
        return replace(self, background=self.backgrounds[(place + 1) % len(self.backgrounds)])

    def with_picks_carried(
        self, before: Segmentation | None, now: Segmentation, *, has_new_detail: bool = False
    ) -> ViewSettings:
        """The same settings with the picks carried from one segmentation to the next.

        Picked labels follow their colours when the palette changes its size. Picked ids stay, whether they are in the
        frame or not. If regions are switched on or off, the picks are cleared.

        Args:
            before: the segmentation before, or None.
            now: the segmentation.
            has_new_detail: whether the regions have another detail than before. Then the parts of a picked region stay
                picked.
        """
        if self.picks_regions != (now.regions is not None):
            return replace(self, picked=frozenset(), picks_regions=not self.picks_regions)
        if not self.picked or before is None:
            return self
        if before.regions is not None and now.regions is not None:
            return (
                replace(self, picked=carried_ids(self.picked, before.regions, now.regions)) if has_new_detail else self
            )
        if len(before.palette.colours) == len(now.palette.colours):
            return self
        return replace(self, picked=carried(self.picked, before.palette, now.palette))


def _possible(view: ViewName, *, has_regions: bool) -> ViewName:
    """The view, or recolour if it is the view of regions and there are none."""
    return "recolour" if view == "regions" and not has_regions else view


def _size_in(view: ViewName, width: int, height: int) -> tuple[int, int]:
    return width * (2 if view == "side-by-side" else 1), height
