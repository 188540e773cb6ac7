"""Write a CSV table of the segments of a video or picture, one line for each segment of each frame.

python samples/segment_stats.py IN OUT.csv [K]

K is the number of segments (default: 6). `x` and `y` are the centre of a segment in pixels, from the top left. `colour`
is its colour in the palette, and `mean` the mean of its pixels. A segment without pixels has no centre and no mean.
"""

import csv
import sys
from pathlib import Path

import cv2
import numpy as np

import live_seg

if len(sys.argv) not in (3, 4) or not (k := "".join(sys.argv[3:]) or "6").isdecimal():
    raise SystemExit("usage: python samples/segment_stats.py IN OUT.csv [K]")
try:
    segmenter = live_seg.Segmenter(k=int(k))
    with live_seg.open_source(sys.argv[1]) as source, Path(sys.argv[2]).open("x", newline="") as out:
        table = csv.writer(out)
        table.writerow(["frame", "time", "segment", "colour", "share", "area", "x", "y", "mean"])
        for frame in source:
            result = segmenter.segment(frame)
            for label, colour in enumerate(result.palette.hex_colours):
                mask = (result.labels == label).astype(np.uint8)
                area, moments = int(mask.sum()), cv2.moments(mask, binaryImage=True)
                centre = [round(moments[name] / area, 2) if area else "" for name in ("m10", "m01")]
                red, green, blue = (round(value) for value in cv2.mean(frame.bgr, mask)[2::-1])
                mean = f"#{red:02x}{green:02x}{blue:02x}" if area else ""
                share = round(area / mask.size, 5)
                table.writerow([frame.index, float(frame.time), label, colour, share, area, *centre, mean])
except (live_seg.LiveSegError, OSError) as error:
    raise SystemExit(f"segment_stats: {error}") from None
