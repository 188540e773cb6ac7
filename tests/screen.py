"""A virtual screen with real windows: xdotool presses the keys, and the pixels are read from Xvfb's memory."""

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

from tests.processes import DEADLINE, POLL_INTERVAL, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = (1280, 800)
EMPTY_WINDOW = 239
"""Level of gray in which Qt draws a window without a picture."""
TOOLS = ("Xvfb", "xdotool")
NO_WINDOW_FOUND = 1
"""Exit code of `xdotool search`."""
PATIENCE = 3.0
"""Seconds after which a key that should have ended a process is pressed again."""
NO_SUCH_WINDOW = 1
"""Exit code of `xdotool` where a window has gone."""


def missing_tools() -> list[str]:
    """Return the commands that a virtual screen needs and this machine does not have."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def has_a_frame(screen: NDArray[np.uint8]) -> bool:
    """Whether a window in the upper left corner shows a frame.

    An empty screen is black, and an empty window gray. A session first opens its window with a hint in the middle of
    black, and reads no keys yet; the corner stays black until the first frame.
    """
    corner = screen[:150, :150]
    return bool(((corner != 0) & (corner != EMPTY_WINDOW)).any(axis=2).mean() > 0.5)


class VirtualScreen:
    """An X server without a monitor. It runs until it is closed."""

    def __init__(self, folder: Path) -> None:
        reader, writer = os.pipe()
        screen = f"{SIZE[0]}x{SIZE[1]}x24"
        self._server = subprocess.Popen(
            # -r turns key repeat off: on a busy machine a key may be held long enough to repeat
            # without -noreset the server restarts when its last client leaves, and refuses one that connects meanwhile
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", screen, "-fbdir", str(folder), "-noreset", "-r"],
            pass_fds=[writer],
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as number:
            # the server writes its number as soon as it accepts connections
            self.display = f":{number.readline().strip()}"
        self._memory = folder / "Xvfb_screen0"

    def pixels(self) -> NDArray[np.uint8]:
        """Return what the screen shows now: uint8 (H, W, 3) BGR."""
        data = self._memory.read_bytes()
        header = struct.unpack(">25I", data[:100])  # XWD format: [0] is the header's size, [19] the colour map's length
        start = header[0] + header[19] * 12
        width, height, line = header[4], header[5], header[12]
        rows = np.frombuffer(data, np.uint8, height * line, start).reshape(height, line // 4, 4)
        return rows[:, :width, :3]

    def window(self, title: str, child: subprocess.Popen[str]) -> str:
        """Wait until a process shows a window whose title contains `title`, and return the window's number."""
        search = ("search", "--onlyvisible", "--limit", "1", "--name", title)
        found = ""

        def is_found() -> bool:
            nonlocal found
            # without --sync: it would wait for ever for a window that does not come
            found = self._xdotool(*search, codes=(0, NO_WINDOW_FOUND))
            return bool(found)

        wait_until(child, is_found)
        return found

    def remap(self, window: str) -> None:
        """Hide a window and show it again, so that it draws itself."""
        self._xdotool("windowunmap", window)
        self._xdotool("windowmap", window)

    def press(self, window: str, key: str, *, must_exist: bool = True) -> None:
        """Press a key in a window; without `must_exist`, do nothing if the window has gone."""
        codes = (0,) if must_exist else (0, NO_SUCH_WINDOW)
        self._xdotool("windowfocus", window, codes=codes)
        self._xdotool("key", "--window", window, key, codes=codes)

    def press_until_ended(self, window: str, key: str, child: subprocess.Popen[str]) -> tuple[str, str]:
        """Press a key that ends a process, and return what the process printed on its two outputs.

        The key is pressed again every few seconds: on a busy machine one gets lost now and then.

        Raises:
            TimeoutExpired: the process has not ended within `DEADLINE` seconds.
        """
        give_up = time.monotonic() + DEADLINE
        while True:
            self.press(window, key, must_exist=False)
            try:
                return child.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                if time.monotonic() > give_up:
                    raise

    def click(self, window: str, x: int, y: int, *, shift: bool = False) -> None:
        """Click at a position in a window, in pixels from its upper left corner."""
        before, after = (("keydown", "shift"), ("keyup", "shift")) if shift else ((), ())
        self._xdotool("mousemove", "--window", window, str(x), str(y), *before, "click", "1", *after)

    def drag(self, window: str, start: tuple[int, int], end: tuple[int, int], *, shift: bool = False) -> None:
        """Press the button at one position in a window, and release it at another one."""
        self.hold(window, start, end, shift=shift)
        self.release(shift=shift)

    def release(self, *, shift: bool = False) -> None:
        """Release the button, and Shift too if it is held."""
        self._xdotool("mouseup", "1", *(("keyup", "shift") if shift else ()))

    def hold(self, window: str, start: tuple[int, int], end: tuple[int, int], *, shift: bool = False) -> None:
        """Press the button at one position in a window, and move to another one."""
        to_start, to_end = (("mousemove", "--window", window, str(x), str(y)) for x, y in (start, end))
        self._xdotool(*to_start, *(("keydown", "shift") if shift else ()), "mousedown", "1", *to_end)

    def resize(self, window: str, width: int, height: int) -> None:
        """Change the size of a window, as a user does who drags its corner."""
        self._xdotool("windowsize", window, str(width), str(height))

    def close_by_button(self, window: str) -> None:
        """Ask a window to close, as a window manager does when the user clicks the close button."""
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
        """Check the screen until `shows` is true of it, and return the pixels for which it was.

        Raises:
            AssertionError: it was not true within `seconds`, or the screen has gone.
        """
        end = time.monotonic() + seconds
        # two looks in a row: one that is taken while a window draws has the new picture above and the old one below
        while not (shows(self.pixels()) and shows(pixels := self.pixels())):
            if time.monotonic() > end:
                raise AssertionError(f"the screen did not show it within {seconds:g} s")
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(POLL_INTERVAL)
                raise AssertionError("the screen has gone")
        return pixels

    def repeat_until(
        self, gesture: Callable[[], None], shows: Callable[[NDArray[np.uint8]], bool]
    ) -> NDArray[np.uint8]:
        """Click or drag until the screen shows something, and return its pixels: `wait_until` has the rules.

        It is done again every few seconds: on a busy machine one gets lost now and then.
        """
        give_up = time.monotonic() + DEADLINE
        while True:
            gesture()
            try:
                return self.wait_until(shows, PATIENCE)
            except AssertionError:
                if time.monotonic() > give_up:
                    raise

    def wait_until_drawn(self, window: str, shows: Callable[[NDArray[np.uint8]], bool]) -> None:
        """Wait until a window shows something. After `PATIENCE` seconds, make the window draw itself again.

        On a busy machine without a window manager, Qt sometimes misses that its window has become visible.
        """
        try:
            self.wait_until(shows, PATIENCE)
        except AssertionError:
            self.remap(window)
            self.wait_until(shows)

    def close(self) -> None:
        """Stop the server."""
        self._server.terminate()
        self._server.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def _xdotool(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """Run one xdotool command on this screen and return what it prints."""
        command = ["xdotool", *arguments]
        environment = os.environ | {"DISPLAY": self.display}
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False, timeout=DEADLINE
            )
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"no answer within {DEADLINE:g} s: {' '.join(command)}") from error
        assert done.returncode in codes, f"{' '.join(command)}: exit code {done.returncode}, {done.stderr.strip()}"
        return done.stdout.strip()
