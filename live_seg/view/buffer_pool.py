"""Memory that all views share, so that changing the view takes no more memory."""

from __future__ import annotations

from live_seg.buffers import Buffers

# two pools, so that neither kind of array pushes the other one out
pictures, masks = Buffers(), Buffers()
