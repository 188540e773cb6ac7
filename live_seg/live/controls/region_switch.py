"""Switches regions on and off, and changes their detail, while a session runs."""

from __future__ import annotations

from live_seg.pipeline.prepare import RegionCompiler
from live_seg.segment import Segmenter

ARE_OFF = "regions are off; G switches them on"
COMPILING = "regions: compiling for this machine, which takes half a minute the first time ..."
DETAIL_STEP = 0.1


class RegionSwitch:
    """Changes the regions of a segmenter. The methods return messages for the user.

    Args:
        segmenter: the segmenter of the session.
    """

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._compiler = RegionCompiler()
        self._is_waiting = False

    @property
    def is_on(self) -> bool:
        """Whether regions are found."""
        return self._segmenter.config.regions

    def toggle(self) -> str:
        """Switch regions on or off. They are on as soon as the code that finds them is compiled."""
        if self._is_waiting:
            self._is_waiting = False
            return "regions stay off"
        if self.is_on:
            self._segmenter.reconfigure(regions=False)
            return "regions off"
        return self._switch_on()

    def news(self) -> str | None:
        """If regions are waiting for the compiler: switch them on if it is done, and return the message to show."""
        return self._switch_on() if self._is_waiting else None

    def step_detail(self, steps: int) -> str:
        """Change the detail by this many steps of `DETAIL_STEP`."""
        if not self.is_on:
            return ARE_OFF
        before = self._segmenter.config.detail
        # rounded, because ten steps of 0.1 do not add up to 1
        detail = min(1.0, max(0.0, round(before + steps * DETAIL_STEP, 3)))
        if detail == before:
            return f"detail cannot be {'more than 1' if steps > 0 else 'less than 0'}"
        self._segmenter.reconfigure(detail=detail)
        return f"detail {detail:.2g}"

    def close(self) -> None:
        """Stop compiling."""
        self._compiler.close()

    def _switch_on(self) -> str:
        self._is_waiting = not self._compiler.is_done()
        if self._is_waiting:
            return COMPILING
        self._segmenter.reconfigure(regions=True)
        return "regions on"
