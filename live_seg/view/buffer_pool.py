"""Memory that all views share, so that changing the view takes no more memory."""

from __future__ import annotations

from live_seg.buffers import Buffers

# a pool for each kind of array, so that none displaces another; maps are those of ids and of rows
pictures, masks, maps = Buffers(), Buffers(), Buffers()
