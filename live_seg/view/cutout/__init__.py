"""Cut-outs: what is picked, in front of a background, with a soft or a hard border."""

from __future__ import annotations

from live_seg.view.cutout.background import DIM, Background
from live_seg.view.cutout.composite import cutout, transparent_cutout
from live_seg.view.cutout.matte import Matte, Mattes

__all__ = ["DIM", "Background", "Matte", "Mattes", "cutout", "transparent_cutout"]
