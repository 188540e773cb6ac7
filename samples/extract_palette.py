"""Print the colours of a picture, each with its share of it.

python samples/extract_palette.py IN [K]

IN is an image, or a video, whose first frame is taken. Without K, the elbow says how many colours there are.
"""

import sys

import live_seg

if len(sys.argv) not in (2, 3) or not ("".join(sys.argv[2:]) or "1").isdecimal():
    raise SystemExit("usage: python samples/extract_palette.py IN [K]")
try:
    with live_seg.open_source(sys.argv[1]) as source:
        frame = next(iter(source))
    k = int(sys.argv[2]) if sys.argv[2:] else live_seg.measure_elbow(frame).suggestion
    palette = live_seg.Segmenter(live_seg.Config(k=k)).segment(frame).palette
except live_seg.LiveSegError as error:
    raise SystemExit(f"extract_palette: {error}") from None
for colour, share in zip(palette.hex_colours, palette.shares, strict=True):
    print(f"{colour} {share:6.1%}")
