"""Writes files of weights, which `segment.regions.quality` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import live_seg
from live_seg.segment.regions.quality import Quality

DIGITS = 6
"""Significant digits of a weight: about as many as float32 has."""
LAYERS = ("hidden", "hidden_bias", "output", "direct", "bias")


def content_of(quality: Quality, notes: Mapping[str, Any]) -> dict[str, Any]:
    """What the file of a quality holds: the weights, and notes on how they were learned."""
    return {
        "pixels": quality.pixels,
        "side": quality.side,
        "moves_outliers": quality.moves_outliers,
        "height": round(quality.height, 3),
        **notes,
        "versions": versions(),
        "relief": {name: _rounded(getattr(quality.relief, name)) for name in LAYERS},
        "merge": {name: _rounded(getattr(quality.merge, name)) for name in LAYERS},
    }


def text_of(content: Mapping[str, Any]) -> str:
    """The content as JSON, with a row of a matrix on each line."""
    lines = [f"  {json.dumps(name)}: {_block(value)}" for name, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def versions() -> dict[str, str]:
    """The versions of the software that the weights depend on."""
    return {
        "live_seg": live_seg.__version__,
        "numpy": np.__version__,
        "opencv": cv2.__version__,
        "scikit-learn": version("scikit-learn"),
    }


def _rounded(array: NDArray[np.float32]) -> object:
    if array.ndim > 1:
        return [_rounded(row) for row in array]
    return [float(f"{one:.{DIGITS}g}") for one in array.tolist()]


def _block(value: object) -> str:
    """The JSON of a value: the layers of a network one below the other, everything else on one line."""
    if not (isinstance(value, dict) and LAYERS[0] in value):
        return json.dumps(value)
    layers = []
    for name, rows in value.items():
        if isinstance(rows[0], list):
            text = "[\n" + ",\n".join(f"      {json.dumps(row)}" for row in rows) + "\n    ]"
        else:
            text = json.dumps(rows)
        layers.append(f"    {json.dumps(name)}: {text}")
    return "{\n" + ",\n".join(layers) + "\n  }"
