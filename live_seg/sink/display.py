"""Whether there is a display to show a window on."""

from __future__ import annotations

import os
import subprocess
import sys

from live_seg.errors import DisplayError

PROBE = "import cv2; cv2.namedWindow('probe'); cv2.pollKey()"
PROBE_TIMEOUT = 20.0
"""Seconds."""


def require_display() -> None:
    """Check that a window can be opened.

    Without a display OpenCV aborts the process, so a child process tries it first.

    Raises:
        DisplayError: no window can be opened; the message says why.
    """
    if not sys.platform.startswith("linux"):
        return
    display = os.environ.get("DISPLAY")
    if not display:
        raise DisplayError("no display (DISPLAY is not set)")
    # the reason is on the child's standard error, unless Qt has been told to be quiet
    environment = {name: value for name, value in os.environ.items() if name != "QT_LOGGING_RULES"}
    try:
        tried = subprocess.run(
            # -P: do not import modules from the current folder
            [sys.executable, "-P", "-c", PROBE],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PROBE_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DisplayError(f"display {display} does not answer") from error
    if tried.returncode == 0:
        return
    if "could not connect" in tried.stderr:
        raise DisplayError(f"display {display} cannot be reached")
    if "not implemented" in tried.stderr:
        raise DisplayError("this OpenCV has no windows (opencv-python-headless); install opencv-python in its place")
    # Qt says so when a library is missing, without naming it
    missing = "; on Debian its windows need the package libsm6" if "even though it was found" in tried.stderr else ""
    raise DisplayError(f"OpenCV cannot open a window on display {display}{missing}")
