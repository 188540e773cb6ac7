"""Show the segments of a camera in a window. Press q to quit.

python samples/webcam.py [SOURCE]

SOURCE is the index of a camera (default: 0), a video file or `demo`.
"""

import sys

import cv2

import live_seg

try:
    segmenter = live_seg.Segmenter(k=6)
    with live_seg.open_source(sys.argv[1] if len(sys.argv) > 1 else 0) as source:
        for frame in source:
            cv2.imshow("Segments", live_seg.recolour(segmenter.segment(frame)))
            if cv2.waitKey(1) == ord("q"):
                break
except live_seg.LiveSegError as error:
    raise SystemExit(f"webcam: {error}") from None
