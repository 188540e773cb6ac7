"""Make the picture of the README: two frames of the sample clip, each above its segmentation.

python samples/make_picture.py [OUT]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

import live_seg

HERE = Path(__file__).parent
FRAMES = (60, 140)
K = 12


def main() -> None:
    """Segment the clip, and put the chosen frames and their segmentations together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=HERE / "segmented.jpg")
    out = parser.parse_args().out
    segmenter = live_seg.Segmenter(k=K)
    columns = []
    with live_seg.open_source(HERE / "clip.mp4") as clip:
        for frame in clip:
            result = segmenter.segment(frame)
            if frame.index in FRAMES:
                columns.append(np.vstack([frame.bgr, live_seg.recolour(result)]))
    if not cv2.imwrite(str(out), np.hstack(columns), [cv2.IMWRITE_JPEG_QUALITY, 85]):
        raise OSError(f"cannot write {out}")


if __name__ == "__main__":
    main()
