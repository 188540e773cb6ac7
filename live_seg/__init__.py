"""Any camera or video, split into stable, meaningful segments in real time on an ordinary CPU.

    import live_seg

    segmenter = live_seg.Segmenter(live_seg.Config(k=8, seed=0))  # one a stream; keeps its state
    for frame in live_seg.open_source("clip.mp4"):
        result = segmenter.segment(frame)
        picture = live_seg.recolour(result)  # uint8 (H, W, 3) BGR

Importing this package is light: OpenCV, scikit-learn and numba are loaded when a name that needs them is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOMES = {
    "Background": "view",
    "Config": "config",
    "ConfigError": "errors",
    "DisplayError": "errors",
    "ElbowCurve": "segment",
    "Frame": "frame",
    "FrameError": "errors",
    "LiveSegError": "errors",
    "OutputExistsError": "errors",
    "Palette": "segment",
    "Segmentation": "segment",
    "Segmenter": "segment",
    "SinkError": "errors",
    "SourceError": "errors",
    "StreamInfo": "frame",
    "cutout": "view",
    "edges": "view",
    "growing_elbow": "segment",
    "measure_elbow": "segment",
    "open_source": "source",
    "overlay": "view",
    "recolour": "view",
    "side_by_side": "view",
    "warm_up": "segment",
}

__all__ = [
    "Background",
    "Config",
    "ConfigError",
    "DisplayError",
    "ElbowCurve",
    "Frame",
    "FrameError",
    "LiveSegError",
    "OutputExistsError",
    "Palette",
    "Segmentation",
    "Segmenter",
    "SinkError",
    "SourceError",
    "StreamInfo",
    "__version__",
    "cutout",
    "edges",
    "growing_elbow",
    "measure_elbow",
    "open_source",
    "overlay",
    "recolour",
    "side_by_side",
    "warm_up",
]

if TYPE_CHECKING:
    from live_seg.config import Config
    from live_seg.errors import (
        ConfigError,
        DisplayError,
        FrameError,
        LiveSegError,
        OutputExistsError,
        SinkError,
        SourceError,
    )
    from live_seg.frame import Frame, StreamInfo
    from live_seg.segment import (
        ElbowCurve,
        Palette,
        Segmentation,
        Segmenter,
        growing_elbow,
        measure_elbow,
        warm_up,
    )
    from live_seg.source import open_source
    from live_seg.view import Background, cutout, edges, overlay, recolour, side_by_side


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
