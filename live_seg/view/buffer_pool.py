"""Memory that all views share, so that going from one to the next takes no more of it."""

from __future__ import annotations

from live_seg.buffers import Buffers

# apart, for neither is to push the other out
pictures, masks = Buffers(), Buffers()
