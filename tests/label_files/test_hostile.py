"""Label files that were made to do harm: they are refused with a `SourceError`, quickly and without much memory."""

from __future__ import annotations

import json
import os
import shutil
import time
import zipfile
import zlib
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

import live_seg
from live_seg.errors import ConfigError, SourceError
from live_seg.label_files.matroska import TAG
from live_seg.label_files.record import FORMAT, VERSION
from tests.labelled import NAMES, labelled, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DEEP = "[" * 200_000


def read(path: Path, **options: Any) -> None:
    for _ in live_seg.read_labels(path, **options):
        pass


def record_of(path: Path) -> dict[str, Any]:
    """The first record of a folder."""
    line = (path / "labels.json").read_text().splitlines()[1]
    content: dict[str, Any] = json.loads(line.removesuffix(","))
    return content


def with_lines(path: Path, *lines: str) -> Path:
    """A folder with these lines instead of its records."""
    first = (path / "labels.json").read_text().splitlines()[0]
    (path / "labels.json").write_text("\n".join([first, *lines, "]}", ""]))
    return path


def with_arrays(path: Path, **arrays: np.ndarray | bytes) -> Path:
    """A NumPy file with these arrays instead of its own; bytes are the whole member."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, array in arrays.items():
        data = BytesIO()
        data.write(array) if isinstance(array, bytes) else np.save(data, array)
        members[f"{name}.npy"] = data.getvalue()
    changed = path.with_name("changed.npz")
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return changed


def header(shape: tuple[int, ...], descr: str) -> bytes:
    data = BytesIO()
    np.lib.format.write_array_header_1_0(data, {"descr": descr, "fortran_order": False, "shape": shape})
    return data.getvalue()


def with_attributes(path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A Zarr store with changed attributes."""
    content = json.loads((path / "zarr.json").read_text())
    change(content["attributes"])
    (path / "zarr.json").write_text(json.dumps(content))
    return path


def matroska(path: Path, line: str) -> Path:
    """A Matroska file with a single line, which stands for the last one."""
    with av.open(path, "w", format="matroska") as container:
        video = container.add_stream("ffv1", rate=25)
        video.width, video.height, video.pix_fmt = 16, 16, "gray"
        text = container.add_mux_stream("subrip")
        text.time_base = Fraction(1, 1000)
        container.metadata[TAG] = f"{FORMAT} {VERSION}"
        packet: Any = av.Packet(line.encode())
        packet.stream, packet.time_base, packet.pts, packet.dts, packet.duration = text, text.time_base, 0, 0, 1
        container.mux(packet)
    return path


def png_header(width: int, height: int) -> bytes:
    """The beginning of a PNG with a palette, which says that the picture has this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    parts = (b"IHDR", size + bytes([8, 3, 0, 0, 0])), (b"PLTE", bytes(3)), (b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def test_a_list_in_another_encoding_is_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled())
    (path / "labels.json").write_bytes(b"\xff\xfe\n")
    with pytest.raises(SourceError, match=r"out is damaged or truncated at frame 0: labels\.json cannot be read"):
        read(path)


def test_a_deeply_nested_record_is_damaged(tmp_path: Path) -> None:
    folder = with_lines(written(tmp_path / "out", labelled()), DEEP)
    for path in (folder, matroska(tmp_path / "out.mkv", DEEP)):
        with pytest.raises(SourceError, match=r"at frame 0: .*it is nested too deeply"):
            read(path)


def test_a_record_that_is_no_object_is_damaged(tmp_path: Path) -> None:
    folder = with_lines(written(tmp_path / "out", labelled()), "[1]")
    for path in (folder, matroska(tmp_path / "out.mkv", "[1]")):
        with pytest.raises(SourceError, match=r"at frame 0: .*it is not an object: \[1\]"):
            read(path)


def test_a_time_that_would_take_long_to_compute_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled())
    record = record_of(path)
    for text in ("1e20000000", "9" * 41, "1/" + "9" * 41, "0.5", " 1", 1, None):
        with_lines(path, json.dumps({**record, "time": text}))
        start = time.monotonic()
        with pytest.raises(SourceError, match="this is not the record of a frame"):
            read(path)
        assert time.monotonic() - start < 5


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled())
    record = record_of(path)
    shutil.copy(path / "000000.png", tmp_path / "secret.png")
    (path / "sub").mkdir()
    shutil.copy(path / "000000.png", path / "sub" / "secret.png")
    for name in ("../secret", str(tmp_path / "secret"), "sub/secret"):
        with_lines(path, json.dumps({**record, "name": name}))
        with pytest.raises(SourceError, match="is not the name of a file in the folder"):
            read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_the_place_of_a_picture_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled())
    (path / "000000.png").unlink()
    os.mkfifo(path / "000000.png")
    with pytest.raises(SourceError, match=r"000000\.png is missing, or is not a file"):
        read(path)


def test_numpy_arrays_of_another_shape_or_type_are_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "out.npz", labelled())
    with np.load(path) as file:
        times, palettes = file["times"], file["palettes"]
    for name, array in (
        ("times", times * [1, 0]),
        ("times", np.ones((3, 3), np.int64)),
        ("times", np.ones(3, np.int64)),
        ("times", header((10**15, 2), "<i8")),
        ("times", np.array([[0, {}]] * 3, object)),
        ("palettes", np.ones(3)),
        ("palettes", palettes[["k"]]),
        ("checks", np.zeros((3, 0), np.uint32)),
        ("checks", np.zeros(3, np.uint32)),
        ("labels", header((3, -48, 64), "|u1") + bytes(9_000)),
        ("labels", header((3, 48, 64), "<U1000000") + bytes(9_000)),
        ("labels", b"nothing"),
    ):
        with pytest.raises(SourceError, match=r"changed\.npz is damaged or truncated at frame 0"):
            read(with_arrays(path, **{name: array}))


def test_zarr_attributes_without_records_are_damaged(tmp_path: Path) -> None:
    path = written(tmp_path / "out.zarr", labelled())
    for change in (
        lambda attributes: attributes.pop("frames"),
        lambda attributes: attributes.update(frames=7),
        lambda attributes: attributes.update(frames=[7]),
    ):
        with pytest.raises(SourceError, match=r"out\.zarr is damaged"):
            read(with_attributes(path, change))


def test_a_zarr_array_whose_chunks_are_larger_than_a_frame_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "out.zarr", labelled())
    content = json.loads((path / "zarr.json").read_text())
    content["chunk_grid"]["configuration"]["chunk_shape"] = [1, 10**6, 10**6]
    (path / "zarr.json").write_text(json.dumps(content))
    with pytest.raises(SourceError, match="its metadata are not those of a label file"):
        read(path)


@pytest.mark.parametrize("name", NAMES)
def test_frames_above_the_limit_are_refused(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / name, labelled(regions=True))
    for function in (live_seg.read_labels, live_seg.read_regions):
        assert len(list(function(path, max_megapixels=0.004))) == 3
        with pytest.raises(SourceError, match="max_megapixels"):
            function(path, max_megapixels=0.003)


def test_a_limit_that_is_no_number_is_a_config_error(tmp_path: Path) -> None:
    path = written(tmp_path / "out.npz", labelled())
    with pytest.raises(ConfigError, match="max_megapixels"):
        live_seg.read_labels(path, max_megapixels="large")  # type: ignore[arg-type]


def test_the_size_of_a_png_is_checked_before_its_pixels_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled())
    (path / "000000.png").write_bytes(png_header(60_000, 50_000))
    with pytest.raises(SourceError, match="60000x50000 are 3000 megapixels, and the limit is 200"):
        read(path)


def test_the_size_of_a_numpy_array_is_checked_before_its_pixels_are_read(tmp_path: Path) -> None:
    path = written(tmp_path / "out.npz", labelled())
    with pytest.raises(SourceError, match="60000x50000 are 3000 megapixels, and the limit is 200"):
        read(with_arrays(path, labels=header((3, 50_000, 60_000), "|u1")))


def test_labels_that_the_palette_does_not_have_are_damaged(tmp_path: Path) -> None:
    frame = replace(labelled(1, ks=(8,))[0], labels=np.full((48, 64), 8, np.uint8))
    for name in NAMES:
        with pytest.raises(SourceError, match="its largest label is 8, and its palette has 8 colours"):
            read(written(tmp_path / name, [frame]))
