"""The contract of sinks, checked on each of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
import pyvirtualcam.camera

from live_seg.errors import ConfigError, OutputExistsError, SinkError
from live_seg.frame import StreamInfo
from live_seg.pipeline import FanOut
from live_seg.sink import Sink, VideoSink
from live_seg.sink.animation.animation_sink import AnimationSink
from live_seg.sink.coco.coco_sink import CocoSink
from live_seg.sink.image import ImageSink
from live_seg.sink.labels.open import open_label_sink
from live_seg.sink.masks.masks_sink import MasksSink
from live_seg.sink.output_folder import by_number
from live_seg.sink.palette import PaletteSink
from live_seg.sink.stats.stats_sink import StatsSink
from live_seg.sink.video.encoding import Encoding
from live_seg.sink.virtual_camera import VirtualCamera
from live_seg.view import recolour
from tests import oracle
from tests.results import result_of
from tests.sink.test_virtual_camera import Memory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INFO = StreamInfo(64, 48, Fraction(25))
PRORES = Encoding("prores")


@dataclass(frozen=True)
class Kind:
    """A kind of sink.

    Attributes:
        name: the name of its file or folder, or None.
        make: how to make one.
        takes: how many segmentations it takes.
        function: the argument that takes a function of a segmentation, or None.
        is_folder: whether it writes a folder.
    """

    name: str | None
    make: Callable[..., Sink]
    takes: int = 3
    function: str | None = None
    is_folder: bool = False

    def put(self, folder: Path, text: str) -> None:
        """Write an output by hand."""
        path = folder / str(self.name)
        if self.is_folder:
            path.mkdir()
            path /= "000000-00.png"
        path.write_text(text)

    def content(self, folder: Path) -> bytes:
        """What is in the output, or in its first file."""
        path = folder / str(self.name)
        files = sorted(one for one in path.rglob("*") if one.is_file()) if self.is_folder else [path]
        return files[0].read_bytes()


def labels(name: str, *, is_folder: bool = False) -> Kind:
    """The sink for labels that writes a file or folder of this name."""
    make = lambda path, **options: open_label_sink(str(path), INFO, **options)  # noqa: E731  # like the others
    return Kind(name, make, is_folder=is_folder)


KINDS = {
    "video": Kind("out.mp4", lambda path, **options: VideoSink(path, INFO, **options), function="view"),
    "matroska": Kind("out.mkv", lambda path, **options: VideoSink(path, INFO, **options), function="view"),
    "webm": Kind("out.webm", lambda path, **options: VideoSink(path, INFO, **options), function="view"),
    "quicktime, prores": Kind(
        "out.mov", lambda path, **options: VideoSink(path, INFO, encoding=PRORES, **options), function="view"
    ),
    "gif": Kind("out.gif", lambda path, **options: AnimationSink(path, INFO, **options), function="view"),
    "webp": Kind("out.webp", lambda path, **options: AnimationSink(path, INFO, **options), function="view"),
    "image": Kind("out.png", ImageSink, takes=1, function="view"),
    "palette": Kind("out.json", PaletteSink),
    "palette of gimp": Kind("out.gpl", PaletteSink),
    "palette of adobe": Kind("out.ase", PaletteSink),
    "palette of css": Kind("out.css", PaletteSink),
    "labels in Matroska": labels("labels.mkv"),
    "labels in NumPy": labels("labels.npz"),
    "labels in Zarr": labels("labels.zarr", is_folder=True),
    "labels in a folder": labels("labels", is_folder=True),
    "masks": Kind("masks", MasksSink, function="picker", is_folder=True),
    "coco": Kind("coco.json", CocoSink, function="picker"),
    "csv": Kind("out.csv", StatsSink, function="names"),
    "parquet": Kind("out.parquet", StatsSink, function="names"),
    "virtual camera": Kind(
        None, lambda _, **options: VirtualCamera((64, 48), Fraction(25), **options), function="view"
    ),
}
OUTPUTS = {name: kind for name, kind in KINDS.items() if kind.name}
WORKING: dict[str, Any] = {"view": recolour, "picker": lambda _: {0}, "names": by_number}
"""Functions that sinks take, by the names of the arguments."""
FILES = {name: kind for name, kind in OUTPUTS.items() if not kind.is_folder}


@pytest.fixture(autouse=True)
def _virtual_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    backends: dict[str, Any] = {}
    monkeypatch.setattr(pyvirtualcam.camera, "BACKENDS", backends)
    Memory.opened = []
    pyvirtualcam.register_backend("memory", Memory)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of sink."""
    return KINDS[request.param]


@pytest.fixture(params=OUTPUTS)
def output(request: pytest.FixtureRequest) -> Kind:
    """Each kind of sink that writes a file or a folder."""
    return OUTPUTS[request.param]


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest) -> Kind:
    """Each kind of sink that writes a file."""
    return FILES[request.param]


def sink_of(kind: Kind, folder: Path, **options: Any) -> Sink:
    return kind.make(folder / (kind.name or ""), **options)


def fill(sink: Sink, kind: Kind) -> None:
    for index in range(kind.takes):
        sink.write(result_of(oracle.noise(48, 64, index), index, Fraction(index, 25)))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_output_appears_when_it_is_closed_and_nothing_else_is_left(output: Kind, tmp_path: Path) -> None:
    sink = sink_of(output, tmp_path)
    fill(sink, output)
    assert output.name not in names(tmp_path)
    sink.close()
    assert names(tmp_path) == [output.name]
    assert len(output.content(tmp_path)) > 0
    assert (sink.losses, sink.remarks) == ((), ())


def test_an_output_of_a_stopped_stream_appears_too(output: Kind, tmp_path: Path) -> None:
    sink = sink_of(output, tmp_path)
    fill(sink, output)
    sink.close(whole=False)
    assert names(tmp_path) == [output.name]


def test_nothing_written_leaves_nothing_behind(kind: Kind, tmp_path: Path) -> None:
    sink_of(kind, tmp_path).close()
    assert sink_of(kind, tmp_path).abandon() is None
    assert names(tmp_path) == []


def test_an_abandoned_sink_leaves_the_final_name_alone(kind: Kind, tmp_path: Path) -> None:
    sink = sink_of(kind, tmp_path)
    fill(sink, kind)
    partial = sink.abandon()
    assert kind.name not in names(tmp_path)
    assert names(tmp_path) == ([partial.name] if partial else [])


def test_closing_and_abandoning_again_does_nothing(kind: Kind, tmp_path: Path) -> None:
    for ends in (("close", "close", "abandon"), ("abandon", "abandon", "close")):
        sink = sink_of(kind, tmp_path, **({"overwrite": True} if kind.name else {}))
        fill(sink, kind)
        getattr(sink, ends[0])()
        before = names(tmp_path)
        for end in ends[1:]:
            getattr(sink, end)()
        assert names(tmp_path) == before, ends


def test_writing_to_a_closed_sink_is_an_error(kind: Kind, tmp_path: Path) -> None:
    sink = sink_of(kind, tmp_path)
    fill(sink, kind)
    sink.close()
    with pytest.raises(SinkError, match="is closed"):
        sink.write(result_of(oracle.noise(48, 64)))


def test_an_output_that_exists_is_refused_at_once_and_stays(file: Kind, tmp_path: Path) -> None:
    file.put(tmp_path, "mine")
    with pytest.raises(OutputExistsError, match="overwrite=True"):
        sink_of(file, tmp_path)
    assert file.content(tmp_path) == b"mine"


def test_an_output_that_may_be_replaced_is_replaced_when_the_new_one_is_whole(file: Kind, tmp_path: Path) -> None:
    file.put(tmp_path, "old")
    sink = sink_of(file, tmp_path, overwrite=True)
    fill(sink, file)
    assert file.content(tmp_path) == b"old"
    sink.close()
    assert file.content(tmp_path) != b"old"


def test_a_file_that_appears_meanwhile_is_not_replaced(file: Kind, tmp_path: Path) -> None:
    sink = sink_of(file, tmp_path)
    fill(sink, file)
    file.put(tmp_path, "mine")
    with pytest.raises(OutputExistsError):
        sink.close()
    sink.abandon()
    assert file.content(tmp_path) == b"mine"


def test_a_name_of_another_kind_is_refused(file: Kind, tmp_path: Path) -> None:
    if file.is_folder:
        return  # a folder may have any name
    with pytest.raises(ConfigError, match="must end in"):
        file.make(tmp_path / "out.xyz")


def test_a_folder_that_does_not_exist_is_refused(output: Kind, tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="does not exist"):
        output.make(tmp_path / "gone" / str(output.name))


def test_a_folder_that_exists_is_refused_at_once_and_stays(output: Kind, tmp_path: Path) -> None:
    if not output.is_folder:
        return
    sink = sink_of(output, tmp_path)
    fill(sink, output)
    sink.close()
    before = sorted(path.name for path in (tmp_path / str(output.name)).rglob("*"))
    with pytest.raises(OutputExistsError, match="overwrite=True"):
        sink_of(output, tmp_path)
    assert sorted(path.name for path in (tmp_path / str(output.name)).rglob("*")) == before


def test_a_view_or_picker_that_fails_leaves_no_output(kind: Kind, tmp_path: Path) -> None:
    if kind.function is None:
        return  # a palette has neither

    def broken(_: object) -> None:
        raise ValueError("no picture")

    sink = sink_of(kind, tmp_path, **{kind.function: broken})
    with pytest.raises(ValueError, match="no picture"):
        fill(sink, kind)
    assert sink.abandon() is None
    assert names(tmp_path) == []


def test_after_a_view_or_picker_failed_midway_closing_publishes_nothing(output: Kind, tmp_path: Path) -> None:
    if output.function is None or output.takes == 1:
        return

    calls: list[Any] = []

    def works_once(argument: Any) -> object:
        calls.append(argument)
        if len(calls) > 1:
            raise ValueError("no picture")
        return WORKING[str(output.function)](argument)

    sink = sink_of(output, tmp_path, **{output.function: works_once})
    sink.write(result_of(oracle.noise(48, 64)))
    with pytest.raises(ValueError, match="no picture"):
        sink.write(result_of(oracle.noise(48, 64), 1, Fraction(1, 25)))
    sink.close()
    assert output.name not in names(tmp_path)


def test_after_a_failed_write_or_close_closing_publishes_nothing(output: Kind, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="only POSIX limits the size of files")
    whole = sink_of(output, tmp_path)
    fill(whole, output)
    whole.close()
    path = tmp_path / str(output.name)
    largest = max(one.stat().st_size for one in (path, *path.rglob("*")) if one.is_file())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for share in (0, 0.3, 0.6, 0.99):
        folder = tmp_path / f"{share}"
        folder.mkdir()
        sink = sink_of(output, folder)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(share * largest), before[1]))
        try:
            with pytest.raises(SinkError):  # noqa: PT012  # some sinks fail when they write, others when they close
                fill(sink, output)
                sink.close()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sink.close()
        assert output.name not in names(folder), share


def test_all_sinks_together_get_every_segmentation_of_one_pass(tmp_path: Path) -> None:
    kinds = [kind for kind in KINDS.values() if kind.takes > 1]
    with FanOut() as outputs:
        for kind in kinds:
            outputs.add(sink_of(kind, tmp_path), depth=4)
        for index in range(3):
            outputs.put(result_of(oracle.noise(48, 64, index), index, Fraction(index, 25)))
    assert outputs.failures == ()
    assert names(tmp_path) == sorted(kind.name for kind in kinds if kind.name)
    assert len(Memory.opened[0].sent) == 3
