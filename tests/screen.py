"""A virtual screen: its windows are real, its keys are pressed by xdotool, its pixels are read from Xvfb's memory."""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = (1280, 800)
DEADLINE = 20.0
BETWEEN_LOOKS = 0.02
TOOLS = ("Xvfb", "xdotool")


def missing_tools() -> list[str]:
    """Those of the needed commands that this machine has not."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


class VirtualScreen:
    """An X server without a monitor, until it is closed."""

    def __init__(self, folder: Path) -> None:
        reader, writer = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-fbdir", str(folder)],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as told:
            # the server writes its number when it takes connections
            self.display = f":{told.readline().strip()}"
        self._memory = folder / "Xvfb_screen0"

    def pixels(self) -> NDArray[np.uint8]:
        """What the screen shows now: uint8 (H, W, 3) BGR."""
        data = self._memory.read_bytes()
        header = struct.unpack(">25I", data[:100])  # the XWD file format: header size first, colour map before pixels
        start = header[0] + header[19] * 12
        width, height, line = header[4], header[5], header[12]
        rows = np.frombuffer(data, np.uint8, height * line, start).reshape(height, line // 4, 4)
        return rows[:, :width, :3]

    def xdotool(self, *arguments: str) -> str:
        """Run one xdotool command on this screen."""
        return subprocess.run(
            ["xdotool", *arguments],
            env=os.environ | {"DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=True,
            timeout=DEADLINE,
        ).stdout.strip()

    def window(self, title: str) -> str:
        """Wait for a window with a title; its number."""
        end = time.monotonic() + DEADLINE
        while True:
            try:
                return self.xdotool("search", "--sync", "--onlyvisible", "--limit", "1", "--name", title)
            except subprocess.CalledProcessError:
                # it gives up when a window goes while it searches
                if time.monotonic() > end:
                    raise

    def map_again(self, window: str) -> None:
        """What a window manager does to a window that it brings back: the window draws itself."""
        self.xdotool("windowunmap", "--sync", window)
        self.xdotool("windowmap", "--sync", window)

    def press(self, window: str, key: str) -> None:
        """Press a key in a window."""
        self.xdotool("windowfocus", window)
        self.xdotool("key", "--window", window, key)

    def click(self, window: str, x: int, y: int) -> None:
        """Click at a place of a window, in pixels from its upper left corner."""
        self.xdotool("mousemove", "--window", window, str(x), str(y), "click", "1")

    def resize(self, window: str, width: int, height: int) -> None:
        """What a user does who pulls at a window's corner."""
        self.xdotool("windowsize", "--sync", window, str(width), str(height))

    def close_by_button(self, window: str) -> None:
        """What a window manager does when the user clicks a window's close button: it asks the window to go."""
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        connection = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        atoms = [x11.XInternAtom(connection, name, False) for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")]
        # XClientMessageEvent of Xlib.h, padded to the size of an XEvent
        event = struct.pack("@iLiPLLi5l", 33, 0, 1, 0, int(window), atoms[0], 32, atoms[1], 0, 0, 0, 0)
        x11.XSendEvent(connection, ctypes.c_ulong(int(window)), False, ctypes.c_long(0), event.ljust(192, b"\0"))
        x11.XCloseDisplay(connection)

    def wait_until(self, shows: Callable[[NDArray[np.uint8]], bool], seconds: float = DEADLINE) -> NDArray[np.uint8]:
        """Look at the screen until it shows something; the picture in which it did."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            picture = self.pixels()
            if shows(picture):
                return picture
            # without a pause a look at 4 MB after the other takes a core from the program that is to draw
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(BETWEEN_LOOKS)
                raise AssertionError("the screen has gone")
        raise AssertionError("the screen never showed it")

    def wait_until_drawn(self, window: str, shows: Callable[[NDArray[np.uint8]], bool], patience: float = 5) -> None:
        """Wait until a window shows something, and after `patience` seconds have it drawn again.

        On a busy machine with no window manager Qt now and then misses that its window is there.
        """
        try:
            self.wait_until(shows, seconds=patience)
        except AssertionError:
            self.map_again(window)
            self.wait_until(shows)

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()
