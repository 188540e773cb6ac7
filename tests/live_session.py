"""A live session without a window: a stream with given times, and a screen that presses keys and records pictures."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Self

import numpy as np

from live_seg.config import Config
from live_seg.frame import Frame, Picture, StreamInfo
from live_seg.live.controls.controls import Controls
from live_seg.live.controls.elbow_analysis import ElbowAnalysis
from live_seg.live.controls.picking import Swatch
from live_seg.live.live_input import LiveInput
from live_seg.live.live_output import LiveOutput
from live_seg.live.live_view import LiveView
from live_seg.live.loop import Loop
from live_seg.live.recordings import Recordings
from live_seg.live.snapshots import Snapshots
from live_seg.live.view_settings import ViewSettings
from live_seg.pipeline import FanOut, Prefetch
from live_seg.segment import Segmenter
from live_seg.sink.pointer import Click
from live_seg.source.protocol import BaseSource
from tests import oracle
from tests.region_maps import with_regions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from live_seg.live.controls.picking import Pointed
    from live_seg.pipeline import Reader
    from live_seg.pipeline.timing import Pace
    from live_seg.segment import Segmentation
    from live_seg.sink import Sink
    from live_seg.view.hud.dashboard import Dashboard

PIXELS = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
FOUR = oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250), (200, 60, 0))
"""Four stripes of different colours."""


class Stream(BaseSource):
    """A source that gives the same picture at given times, in seconds."""

    name = "a stream"

    def __init__(self, *times: float, picture: NDArray[np.uint8] = PIXELS) -> None:
        self.info = StreamInfo(picture.shape[1], picture.shape[0], Fraction(10))
        self._times = times
        self._picture = picture

    def __iter__(self) -> Iterator[Frame]:
        for index, time in enumerate(self._times):
            yield Frame(index, Fraction(str(time)), self._picture)

    def close(self) -> None:
        return


class Hands:
    """A screen that records what it shows, and presses keys: one for each call of `key`, from the first frame on.

    Args:
        keys: characters are keys; pairs are clicks on a pixel, and numbers are clicks on a label of the palette strip;
            or what the user points at.
        has_picture: whether it counts as a window.
    """

    is_open = True
    is_dragged_on = False

    def __init__(
        self, keys: str | tuple[str | int | tuple[int, int] | Pointed, ...] = "", *, has_picture: bool = True
    ) -> None:
        self.pictures: list[NDArray[np.uint8]] = []
        self.shown: list[Dashboard] = []
        self.has_picture = has_picture
        self.asked = 0
        self.times_full = 0
        self._keys = list(keys)
        self._pointed: Pointed | None = None

    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        self.pictures.append(bgr.copy())
        self.shown.append(dashboard)

    def update(self, dashboard: Dashboard) -> None:
        self.shown[-1:] = [dashboard]

    def key(self, seconds: float) -> str | None:
        self.asked += 1
        if not self._keys or not self.pictures:
            return None
        key = self._keys.pop(0)
        if isinstance(key, str):
            return key
        self._pointed = Click(*key) if isinstance(key, tuple) else Swatch(key) if isinstance(key, int) else key
        return None

    def pointed(self) -> Pointed | None:
        pointed, self._pointed = self._pointed, None
        return pointed

    def toggle_full_screen(self) -> None:
        self.times_full += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return


class Dividing(Segmenter):
    """A segmenter whose regions are given: the same ones in every frame while regions are on, and none while off."""

    ids: NDArray[np.int32]

    def segment(self, picture: Picture, *, rgb: bool = False) -> Segmentation:
        plain = replace(super().segment(picture, rgb=rgb), regions=None)
        return with_regions(plain, self.ids) if self.config.regions else plain


@dataclass
class Played:
    """The parts of a session that has ended."""

    loop: Loop
    controls: Controls
    segmenter: Segmenter
    recordings: Recordings
    snapshots: Snapshots
    sinks: FanOut

    @property
    def k(self) -> int:
        return self.segmenter.config.k


def play(  # noqa: PLR0913  # a session has many parts
    stream: Stream,
    screen: Hands,
    pace: Pace | None = None,
    stop: Event | None = None,
    *,
    k: int = 4,
    settings: ViewSettings | None = None,
    folder: Path | None = None,
    sink: Sink | None = None,
    reader: Reader | None = None,
    stays: bool = False,
    duration: float | None = None,
    ids: NDArray[np.int32] | None = None,
) -> Played:
    """Run a session until the stream ends or a key quits it. A sink gets every segmentation that is shown.

    With a map of ids, regions are on at first, and are those of the map.
    """
    view = LiveView(settings or ViewSettings())
    segmenter, snapshots = Segmenter(Config(k=k)), Snapshots(folder or Path())
    if ids is not None:
        segmenter = Dividing(Config(k=k, regions=True))
        segmenter.ids = ids
    with ExitStack() as stack:
        reading = stack.enter_context(reader or Prefetch(stream, 4))
        sinks = FanOut()
        stack.callback(sinks.close)
        if sink is not None:
            sinks.add(sink, depth=4)
        recordings = Recordings(sinks, stream.info, view.recorded, folder or Path(), drops=not reading.is_whole)
        controls = Controls(segmenter, view, ElbowAnalysis(10), recordings, snapshots)
        stack.callback(controls.finish)
        live_input = LiveInput(reading, pace, duration=duration, stays=stays)
        loop = Loop(live_input, segmenter, controls, LiveOutput(sinks, recordings, view), screen)
        reading.start()
        loop.run(stop or Event())
    recordings.collect()
    return Played(loop, controls, segmenter, recordings, snapshots, sinks)
