"""The contract of sources, checked on each of them."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from functools import partial
from itertools import islice, pairwise
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import PIL.Image
import pytest

from live_seg.errors import ConfigError, SourceError
from live_seg.source.clock import ArrivalClock
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.file.file_source import FileSource
from live_seg.source.limit import Limited
from live_seg.source.network.network_source import NetworkSource
from live_seg.source.open import open_source
from live_seg.source.part import Part
from live_seg.source.reconnect import Reconnecting
from live_seg.source.resampled import Resampled
from live_seg.source.scaled import Scaled
from live_seg.source.scaling import Scaling
from tests.media import moving_square
from tests.pictures import write
from tests.streams import Delivery, MjpegServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from live_seg.source import Source

LONG = 20.0
RECORDED = [
    *("file", "demo", "images", "animation", "limited file", "limited demo", "limited images"),
    *("part of file", "part of images", "resampled file", "resampled animation", "scaled file", "scaled demo"),
    "scaled resampled part of file",
]
LIVE = ["network", "reconnecting"]


def demo(frames: int | None = 25) -> DemoScene:
    return DemoScene(64, 48, Fraction(25), frame_count=frames)


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 25 images of 64x48, and an animation of the same images next to it."""
    folder = tmp_path_factory.mktemp("shots")
    for index, picture in enumerate(moving_square(25)):
        write(folder / f"f{index}.png", picture)
    pictures = [PIL.Image.open(folder / f"f{index}.png") for index in range(25)]
    pictures[0].save(folder.with_suffix(".webp"), save_all=True, append_images=pictures[1:], duration=40)
    return folder


def recorded(kind: str, clip: Path, shots: Path) -> Source:
    """A source of 25 frames of 64x48 in a second; a limited one and a part have 13."""
    *made_of, name = kind.replace("of ", "").split()
    if name == "animation":
        source = open_source(shots.with_suffix(".webp"))
    else:
        source = FileSource(clip) if name == "file" else demo() if name == "demo" else open_source(shots)
    for wrapper in reversed(made_of):
        source = WRAPPERS[wrapper](source)
    return source


WRAPPERS: dict[str, Callable[[Source], Source]] = {
    "limited": lambda source: Limited(source, 0.5),
    "part": lambda source: Part(source, Fraction(12, 25)),
    "resampled": lambda source: Resampled(source, Fraction(25)),
    "scaled": lambda source: Scaled(source, Scaling(64, 48)),
}


@pytest.fixture(params=RECORDED)
def film(request: pytest.FixtureRequest, clip: Path, shots: Path) -> Iterator[Source]:
    """Each kind of source that is not live."""
    with recorded(request.param, clip, shots) as opened:
        yield opened


@pytest.fixture(params=RECORDED + LIVE)
def source(request: pytest.FixtureRequest, clip: Path, shots: Path) -> Iterator[Source]:
    """Each kind of source."""
    if request.param in RECORDED:
        with recorded(request.param, clip, shots) as opened:
            yield opened
        return
    with MjpegServer(Delivery(25)) as camera:
        opener = partial(NetworkSource, camera.address, clock=ArrivalClock())
        with opener() if request.param == "network" else Reconnecting(opener(), opener, (0.0,)) as opened:
            yield opened


def test_info_has_the_size_of_the_frames(source: Source) -> None:
    shapes = {frame.bgr.shape for frame in islice(source, 10)}
    assert shapes == {(source.info.height, source.info.width, 3)}


def test_rate_clock_and_pixel_aspect_are_fractions(source: Source) -> None:
    info = source.info
    assert {type(info.frame_rate), type(info.time_base), type(info.pixel_aspect)} == {Fraction}


def test_indexes_count_from_zero(source: Source) -> None:
    assert [frame.index for frame in islice(source, 10)] == list(range(10))


def test_the_first_frame_is_at_time_zero(source: Source) -> None:
    assert next(iter(source)).time == 0


def test_times_strictly_increase(source: Source) -> None:
    times = [frame.time for frame in islice(source, 12)]
    assert all(later > earlier for earlier, later in pairwise(times))


def test_times_are_exact_multiples_of_the_time_base(source: Source) -> None:
    for frame in islice(source, 12):
        assert isinstance(frame.time, Fraction)
        assert frame.time % source.info.time_base == 0


def test_pixels_are_read_only_bytes_in_three_channels(source: Source) -> None:
    for frame in islice(source, 3):
        assert frame.bgr.dtype == np.uint8
        assert frame.bgr.ndim == 3
        assert not frame.bgr.flags.writeable
        assert frame.bgr.flags.c_contiguous


def test_a_frame_keeps_its_pixels_while_later_ones_are_read(source: Source) -> None:
    frames = iter(source)
    first = next(frames)
    before = first.bgr.copy()
    for _ in range(5):
        next(frames)
    assert np.array_equal(first.bgr, before)


def test_iterating_again_goes_on_after_the_last_frame(source: Source) -> None:
    first = list(islice(source, 4))
    for frame in source:
        second = frame
        break
    third = list(islice(source, 3))
    frames = [*first, second, *third]
    assert [frame.index for frame in frames] == list(range(8))
    assert all(later.time > earlier.time for earlier, later in pairwise(frames))
    assert source.damage is None


def test_closing_twice_is_fine(source: Source) -> None:
    source.close()
    source.close()


def test_after_close_there_are_no_frames(source: Source) -> None:
    source.close()
    assert list(source) == []


def test_close_ends_an_iteration_that_has_begun(source: Source) -> None:
    frames = iter(source)
    next(frames)
    source.close()
    assert next(frames, None) is None


def test_the_end_of_its_block_closes_a_source(source: Source) -> None:
    with source as entered:
        assert entered is source
    assert list(source) == []


def test_a_source_that_was_left_early_has_no_damage(source: Source) -> None:
    next(iter(source))
    source.close()
    assert source.damage is None


def test_a_source_says_what_it_is_in_a_line(source: Source) -> None:
    assert source.description.startswith("64x48, ")
    line = repr(source)
    assert line.startswith(f"<{type(source).__name__} ")
    assert "64x48" in line
    assert "\n" not in line


def test_what_was_read_in_two_parts_is_what_is_read_at_once(clip: Path, shots: Path) -> None:
    for kind in RECORDED:
        with recorded(kind, clip, shots) as whole, recorded(kind, clip, shots) as parts:
            expected = [(frame.index, frame.time, frame.bgr.tobytes()) for frame in whole]
            read = [*islice(parts, 7), *parts]
            assert [(frame.index, frame.time, frame.bgr.tobytes()) for frame in read] == expected, kind
            assert parts.damage is None, kind


def test_a_film_is_not_live_and_has_its_exact_rate(film: Source) -> None:
    assert not film.info.is_live
    assert film.info.frame_rate == Fraction(25)


def test_a_film_knows_its_duration(film: Source) -> None:
    assert film.duration is not None
    frames = list(film)
    assert abs(film.duration - (frames[-1].time + Fraction(1, 25))) <= Fraction(1, 25)


def test_after_its_end_a_film_has_no_frames_and_no_damage(film: Source) -> None:
    frames = iter(film)
    assert len(list(frames)) in {13, 25}
    assert next(frames, None) is None
    assert list(film) == []
    assert film.damage is None


def test_a_film_goes_to_the_frame_that_is_shown_at_a_time(film: Source) -> None:
    for seconds in (0.3, 0.11, 0.0, 0.4, Fraction(9, 25), float(Fraction(7, 25))):
        frame = next(film.frames_from(seconds))
        exact = Fraction(seconds).limit_denominator(1000)
        assert frame.time <= exact < frame.time + Fraction(1, 25), seconds
        assert frame.index == frame.time * 25, seconds


def test_a_film_has_no_frames_after_its_end(film: Source) -> None:
    for seconds in (1.0, 1.5, 3.0):
        assert list(film.frames_from(seconds)) == [], seconds


def test_a_jump_that_is_refused_changes_nothing(film: Source) -> None:
    first = next(iter(film))
    for seconds in (float("nan"), "1"):
        with pytest.raises(ConfigError):
            film.frames_from(seconds)  # type: ignore[arg-type]
    assert next(iter(film)).index == first.index + 1


def test_a_film_has_no_frames_long_after_its_end(film: Source) -> None:
    assert list(film.frames_from(1000.0)) == []
    assert list(film) == []
    assert film.damage is None


def test_a_film_goes_to_its_start_for_a_time_before_it(film: Source) -> None:
    assert next(film.frames_from(-5.0)).index == 0


def test_a_film_has_jumped_before_the_first_frame_is_taken(film: Source) -> None:
    film.frames_from(0.2)
    assert next(iter(film)).index == 5


def test_a_film_that_has_jumped_and_is_closed_has_no_frames(film: Source) -> None:
    film.frames_from(0.2)
    film.close()
    assert list(film) == []


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), "1", None, True])
def test_a_time_that_is_no_number_is_refused(source: Source, seconds: Any) -> None:
    with pytest.raises(ConfigError, match="seconds is"):
        source.frames_from(seconds)
    assert next(iter(source)).index == 0


def test_after_a_jump_iteration_goes_on_from_there(film: Source) -> None:
    first = next(film.frames_from(0.2))
    assert [frame.index for frame in islice(film, 3)] == [first.index + 1, first.index + 2, first.index + 3]
    assert film.damage is None


def test_a_film_that_has_ended_can_be_read_again_from_a_time_on(film: Source) -> None:
    frames = list(film)
    assert [frame.index for frame in film.frames_from(0.0)] == [frame.index for frame in frames]


def test_a_live_source_reads_on_to_a_time() -> None:
    with MjpegServer(Delivery(None)) as camera, NetworkSource(camera.address) as source:
        assert next(source.frames_from(0.1)).time >= Fraction(1, 10)
        assert source.duration is None


def test_a_thread_that_reads_while_another_one_does_gets_an_error() -> None:
    with MjpegServer(Delivery(3, "silence")) as camera:
        source = NetworkSource(camera.address)
        frames = list(islice(source, 3))
        reads = Event()

        def read() -> None:
            reads.set()
            list(source)

        thread = Thread(target=read)
        thread.start()
        assert reads.wait(LONG)
        assert camera.silent.wait(LONG)
        # the other thread waits for a frame that does not come
        with pytest.raises(SourceError, match="is being read by another thread; open it once for each thread"):
            _read_until_it_fails(source)
        camera.closing.set()
        thread.join(LONG)
        source.close()
    assert len(frames) == 3


def _read_until_it_fails(source: Source) -> None:
    while True:
        list(islice(source, 1))


TWO_THREADS = """
import sys
from threading import Thread
import live_seg

def read(source, found):
    try:
        for frame in source:
            found.append(frame.index)
    except live_seg.SourceError as error:
        assert "is being read by another thread" in str(error), error
        found.append(-1)

for address in sys.argv[1:]:
    for _ in range(10):
        found = []
        with live_seg.open_source(address) as source:
            threads = [Thread(target=read, args=[source, found]) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert sorted(index for index in found if index >= 0) == list(range(25)), (address, found)
print("alive")
"""


def test_two_threads_do_not_abort_the_process_and_get_each_frame_once(clip: Path, shots: Path) -> None:
    command = [sys.executable, "-c", TWO_THREADS, str(clip), str(shots)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr


def test_closing_from_another_thread_waits_for_the_read_under_way(clip: Path) -> None:
    for _ in range(20):
        source = FileSource(clip)
        begun = Event()

        def read(source: FileSource = source, begun: Event = begun) -> None:
            for _ in source:
                begun.set()

        thread = Thread(target=read)
        thread.start()
        assert begun.wait(LONG)
        source.close()
        thread.join(LONG)
        assert not thread.is_alive()
