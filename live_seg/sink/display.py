"""Whether there is a screen to show a window on."""

from __future__ import annotations

import os
import subprocess
import sys

from live_seg.errors import DisplayError

WITHOUT = "this works without a display: live-seg demo --record OUT.mp4 --no-window --duration 5"
PROBE = "import cv2; cv2.namedWindow('probe'); cv2.pollKey()"
PROBE_TIMEOUT = 20.0


def require_display() -> None:
    """Check that a window can be opened.

    Where there is no display, OpenCV does not fail, it aborts the process: a child process tries it first.

    Raises:
        DisplayError: it cannot; the message says why and what works without.
    """
    if not sys.platform.startswith("linux"):
        return
    display = os.environ.get("DISPLAY")
    if not display:
        raise DisplayError(f"no display (DISPLAY is not set); {WITHOUT}")
    # the reason is on the child's standard error, unless Qt has been told to be quiet
    environment = {name: value for name, value in os.environ.items() if name != "QT_LOGGING_RULES"}
    try:
        tried = subprocess.run(
            # -P: without the modules of the folder that it is run in
            [sys.executable, "-P", "-c", PROBE],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PROBE_TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DisplayError(f"display {display} does not answer; {WITHOUT}") from error
    if tried.returncode == 0:
        return
    if "could not connect" in tried.stderr:
        raise DisplayError(f"display {display} cannot be reached; {WITHOUT}")
    # how Qt says that a library is missing, without saying which
    missing = "; on Debian its windows need the package libsm6" if "even though it was found" in tried.stderr else ""
    raise DisplayError(f"OpenCV cannot open a window on display {display}{missing}; {WITHOUT}")
