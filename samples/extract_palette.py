"""Print the colours of a picture and the share of each.

python samples/extract_palette.py IN [K]

IN is an image or a video; only the first frame of a video is used. K is the number of colours (default: by the elbow).
"""

import sys

import live_seg

if len(sys.argv) not in (2, 3) or not ("".join(sys.argv[2:]) or "1").isdecimal():
    raise SystemExit("usage: python samples/extract_palette.py IN [K]")
try:
    with live_seg.open_source(sys.argv[1]) as source:
        frame = next(iter(source))
    k = int(sys.argv[2]) if sys.argv[2:] else live_seg.measure_elbow(frame).suggestion
    palette = live_seg.Segmenter(k=k).segment(frame).palette
except live_seg.LiveSegError as error:
    raise SystemExit(f"extract_palette: {error}") from None
for colour, share in zip(palette.hex_colours, palette.shares, strict=True):
    print(f"{colour} {share:6.1%}")
