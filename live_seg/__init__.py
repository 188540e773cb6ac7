"""Any camera or video, split into stable, meaningful segments in real time on an ordinary CPU.

    import live_seg

    segmenter = live_seg.Segmenter(k=8, seed=0)  # one for each stream: it keeps its state
    for frame in live_seg.open_source("clip.mp4"):
        result = segmenter.segment(frame)
        picture = live_seg.recolour(result)  # uint8 (H, W, 3) BGR

Importing this package is quick: OpenCV, scikit-learn and numba are loaded when a name that needs them is first used.
`__init__.pyi` lists the public names and their modules.
"""

from __future__ import annotations

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
