"""Replace the background of a picture with a colour or another picture.

python samples/replace_background.py IN OUT BACKGROUND [K]

BACKGROUND is a colour like '#ffffff', or an image, which is scaled to fit. K is the number of segments (default: 5).
The segments that fill seven eighths of the border of the picture count as background. This works for an object in the
middle whose colours differ from those around it.
"""

import re
import sys
from pathlib import Path

import cv2
import numpy as np

import live_seg

if len(sys.argv) not in (4, 5) or not (k := "".join(sys.argv[4:]) or "5").isdecimal():
    raise SystemExit("usage: python samples/replace_background.py IN OUT BACKGROUND [K]")
source, out, background = sys.argv[1:4]
if Path(out).exists() or not cv2.haveImageWriter(out):
    raise SystemExit(f"replace_background: {out} exists, or its name is not that of an image")
try:
    bgr = next(iter(live_seg.open_source(source))).bgr
    if re.fullmatch("#[0-9a-fA-F]{6}", background):
        behind = np.full_like(bgr, tuple(bytes.fromhex(background[1:]))[::-1])
    else:
        behind = np.asarray(cv2.resize(next(iter(live_seg.open_source(background))).bgr, bgr.shape[1::-1]), np.uint8)
    labels = live_seg.Segmenter(k=int(k)).segment(bgr).labels
except live_seg.LiveSegError as error:
    raise SystemExit(f"replace_background: {error}") from None
is_border, edge = np.ones(labels.shape, bool), -(-len(labels) // 20)  # a twentieth of the height
is_border[edge:-edge, edge:-edge] = False
shares = np.bincount(labels[is_border], minlength=64) / is_border.sum()
order = shares.argsort()[::-1]
background_labels = order[: 1 + int((shares[order].cumsum() < 7 / 8).sum())]
if not cv2.imwrite(out, np.where(np.isin(labels, background_labels)[..., None], behind, bgr)):
    raise SystemExit(f"replace_background: {out} cannot be written")
