"""Palettes in files: what is read, what is written, and what is refused in which words."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import live_seg
from live_seg import ConfigError, SinkError
from live_seg.segment.palette import Palette
from live_seg.segment.palette_file import palette_as, palette_as_json, read_palette
from live_seg.sink.palette import PaletteSink, check_palette_output
from tests import oracle
from tests.results import result_of
from tests.segment.test_palette import BLACK, RED, WHITE, fitted

PALETTE = fitted(oracle.stripes(BLACK, RED, WHITE, width=60))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    sink = PaletteSink(tmp_path / "palette.json")
    sink.write(replace(result_of(np.zeros((4, 4, 3), np.uint8)), palette=PALETTE))
    sink.close()
    assert set(read_palette(tmp_path / "palette.json")) == {BLACK, RED, WHITE}
    assert [path.name for path in tmp_path.iterdir()] == ["palette.json"]


def test_a_file_has_colours_as_on_the_web_and_their_shares() -> None:
    assert json.loads(palette_as_json(PALETTE)) == {
        "colours": ["#000000", "#c80000", "#ffffff"],
        "shares": [0.3333, 0.3333, 0.3333],
    }


LISTS = [
    '["#102030", "#FFffFF"]',
    '["#102030", "#fff"]',
    "[[16, 32, 48], [255, 255, 255]]",
    '[[16, 32, 48], "#FFF"]',
    '{"colours": ["#102030", "#FFffFF"], "more": 1}',
    '{"colors": ["#102030", "#FFffFF"]}',
    '{"palette": ["#102030", "#FFffFF"]}',
    '{"palette": {"colors": [[16, 32, 48], [255, 255, 255]]}}',
]
GIMP = """GIMP Palette
Name: mine
Columns: 2
# a comment

 16  32  48\tsea
255 255 255
"""


def test_colours_written_by_hand_are_a_palette(tmp_path: Path) -> None:
    for text in LISTS:
        (tmp_path / "mine.json").write_text(text)
        assert read_palette(tmp_path / "mine.json") == ((0x30, 0x20, 0x10), (255, 255, 255)), text


def test_a_palette_of_gimp_is_read(tmp_path: Path) -> None:
    for text in (GIMP, GIMP.replace("Name: mine\nColumns: 2\n", ""), GIMP.replace("\n", "\r\n"), "\ufeff" + GIMP):
        (tmp_path / "mine.gpl").write_bytes(text.encode())
        assert read_palette(tmp_path / "mine.gpl") == ((0x30, 0x20, 0x10), (255, 255, 255)), text


MANY = json.dumps([[0, 0, blue] for blue in range(65)])
LIKE = 'it must be like "#d8d4cc", "#fff" or [216, 212, 204] (red, green, blue)'
A_LIST = 'expected a list like ["#d8d4cc", "#fff"], or {"colours": [...]}'
WRONG = [
    ("x.json", b"{", "the palette x.json is not JSON: "),
    ("x.json", b"\xff\xfe", "the palette x.json is not JSON: "),
    ("x.json", b"7", f"the palette x.json has 7 instead of a list of colours; {A_LIST}"),
    ("x.json", b'{"a": 1}', "the palette x.json has {'a': 1} instead of a list of colours; " + A_LIST),
    ("x.json", b"[]", "the palette x.json is empty; it must have 1 to 64 colours"),
    ("x.json", b'{"colors": []}', "the palette x.json is empty; it must have 1 to 64 colours"),
    ("x.json", MANY.encode(), "the palette x.json has 65 colours; it must have 1 to 64 colours"),
    ("x.json", b'["#123456", "red"]', f"colour 1 of the palette x.json is 'red'; {LIKE}"),
    ("x.json", b'["#1234"]', f"colour 0 of the palette x.json is '#1234'; {LIKE}"),
    ("x.json", b"[null]", f"colour 0 of the palette x.json is None; {LIKE}"),
    ("x.json", b"[1, 2, 3]", f"colour 0 of the palette x.json is 1; {LIKE}"),
    (
        "x.json",
        b"[[1, 2]]",
        "colour 0 of the palette x.json has 2 numbers; a colour has three: red, green and blue",
    ),
    (
        "x.json",
        b"[[1, 256, 3]]",
        "colour 0 of the palette x.json has green 256; it must be a whole number from 0 to 255",
    ),
    ("x.json", b"[[1, 2, -3]]", "colour 0 of the palette x.json has blue -3; it must be a whole number from 0 to 255"),
    ("x.json", b"[[0.5, 2, 3]]", "colour 0 of the palette x.json has red 0.5; it must be a whole number from 0 to 255"),
    ("x.json", b"[[true, 2, 3]]", "colour 0 of the palette x.json has red True; it must be a whole number"),
    (
        "x.json",
        b'["#fff", "#000", [255, 255, 255]]',
        "colour 0 and colour 2 of the palette x.json are the same, #ffffff; leave out one of them",
    ),
    ("x.gpl", b"", "the palette x.gpl begins with nothing; a .gpl file begins with 'GIMP Palette'"),
    ("x.gpl", b"0 0 0", "the palette x.gpl begins with '0 0 0'; a .gpl file begins with 'GIMP Palette'"),
    ("x.gpl", b"GIMP Palette\n#", "the palette x.gpl is empty; it must have 1 to 64 colours"),
    ("x.gpl", b"GIMP Palette\n1 2", "line 2 of the palette x.gpl is '1 2'; it must be red, green and blue, each 0"),
    (
        "x.gpl",
        b"GIMP Palette\n#\n1 2 300 sky",
        "line 3 of the palette x.gpl has blue 300; it must be a whole number from 0 to 255",
    ),
    (
        "x.gpl",
        b"GIMP Palette\n1 2 3\n\n1 2 3 again",
        "line 2 and line 4 of the palette x.gpl are the same, #010203; leave out one of them",
    ),
    ("x.ase", b"ASEF", "the palette x.ase cannot be read: .ase files can only be written; give a .json or .gpl file"),
]


def test_what_is_no_palette_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data, message in WRONG:
        Path(name).write_bytes(data)
        with pytest.raises(ConfigError) as refused:
            read_palette(Path(name))
        assert str(refused.value).startswith(message), (name, data)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^cannot read the palette .*gone\.json: No such file"):
        read_palette(tmp_path / "gone.json")


def test_an_output_has_a_known_suffix_and_is_not_replaced_unasked(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"must end in \.json, \.gpl, \.ase or \.css"):
        check_palette_output(tmp_path / "palette.txt", ["clip.mp4"], overwrite=False)
    (tmp_path / "palette.json").write_text("mine")
    with pytest.raises(SinkError, match="exists"):
        check_palette_output(tmp_path / "palette.json", ["clip.mp4"], overwrite=False)
    check_palette_output(tmp_path / "palette.json", ["clip.mp4"], overwrite=True)


def random_palette(rng: np.random.Generator) -> Palette:
    """A palette of 1 to 64 different colours."""
    codes = rng.choice(1 << 24, rng.integers(1, 65), replace=False)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.uint8)
    shares = rng.dirichlet(np.ones(len(codes))).astype(np.float32)
    return Palette(colours.astype(np.float32), colours, shares, 0.0, 0)


def test_any_palette_is_the_same_in_every_format(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        palette = random_palette(rng)
        colours = tuple((blue, green, red) for blue, green, red in palette.colours.tolist())
        for name in ("palette.json", "palette.gpl"):
            sink = PaletteSink(tmp_path / name, overwrite=True)
            sink.write(replace(result_of(np.zeros((4, 4, 3), np.uint8)), palette=palette))
            sink.close()
            assert read_palette(tmp_path / name) == colours
        assert [colour for _, colour in swatches(palette_as(".ase", palette))] == list(colours)
        css = palette_as(".css", palette).decode()
        assert re.findall(r"--segment-(\d+): (#[0-9a-f]{6});", css) == [
            (str(label), colour) for label, colour in enumerate(palette.hex_colours)
        ]


def swatches(data: bytes) -> list[tuple[str, tuple[int, int, int]]]:
    """The colours of an Adobe Swatch Exchange file, each with its name: a parser that knows only the description."""
    file = io.BytesIO(data)
    assert file.read(4) == b"ASEF"
    assert file.read(4) == b"\0\1\0\0"
    found = []
    for _ in range(int.from_bytes(file.read(4))):
        assert file.read(2) == b"\0\1"
        block = io.BytesIO(file.read(int.from_bytes(file.read(4))))
        name = block.read(2 * int.from_bytes(block.read(2))).decode("utf-16-be")
        assert name.endswith("\0")
        assert block.read(4) == b"RGB "
        red, green, blue = (round(255 * value) for value in np.frombuffer(block.read(12), ">f4").tolist())
        assert int.from_bytes(block.read(2)) in {0, 1, 2}
        assert block.read() == b""
        found.append((name[:-1], (blue, green, red)))
    assert file.read() == b""
    return found


def test_colours_are_named_by_their_labels() -> None:
    assert swatches(palette_as(".ASE", PALETTE)) == [("segment 0", BLACK), ("segment 1", RED), ("segment 2", WHITE)]
    assert palette_as(".gpl", PALETTE).decode().splitlines() == [
        "GIMP Palette",
        "Name: live_seg",
        "Columns: 8",
        "#",
        "  0   0   0\tsegment 0 (33.3%)",
        "200   0   0\tsegment 1 (33.3%)",
        "255 255 255\tsegment 2 (33.3%)",
    ]
    assert palette_as(".css", PALETTE).decode().splitlines() == [
        ":root {",
        "  --segment-0: #000000; /* 33.3% */",
        "  --segment-1: #c80000; /* 33.3% */",
        "  --segment-2: #ffffff; /* 33.3% */",
        "}",
    ]


def test_a_palette_file_goes_into_a_config(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text('["#102030", [216, 212, 204]]')
    config = live_seg.Config(palette=live_seg.read_palette(str(tmp_path / "mine.json")))
    assert config.palette == ((0x30, 0x20, 0x10), (204, 212, 216))


def test_what_is_not_a_path_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"path is \['#fff'\]; it must be the path of a palette file"):
        live_seg.read_palette(["#fff"])  # type: ignore[arg-type]
