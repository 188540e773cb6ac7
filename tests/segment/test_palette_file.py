"""Palettes in files: what is read, what is written, and what is refused in which words."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import ConfigError, SinkError
from live_seg.segment.palette_file import palette_as_json, read_palette
from live_seg.sink.palette import PaletteSink, check_palette_output
from tests import oracle
from tests.results import result_of
from tests.segment.test_palette import BLACK, RED, WHITE, fitted

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.mark.parametrize("text", ['["#102030", "#FFffFF"]', '{"colours": ["#102030", "#FFffFF"], "more": 1}'])
def test_a_list_of_colours_written_by_hand_is_a_palette(text: str, tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text(text)
    assert read_palette(tmp_path / "mine.json") == ((0x30, 0x20, 0x10), (255, 255, 255))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON: "),
        ("[]", 'needs "colours": a list of 1 to 64 colours like "#d8d4cc"'),
        ('{"colors": []}', 'needs "colours": a list of 1 to 64 colours like "#d8d4cc"'),
        ("7", 'needs "colours": a list of 1 to 64 colours like "#d8d4cc"'),
        ('["#123456", "red"]', "colour 1 of the palette {path} is 'red'; it must be like \"#d8d4cc\""),
        ("[[1, 2, 3]]", 'colour 0 of the palette {path} is [1, 2, 3]; it must be like "#d8d4cc"'),
        (b"\xff\xfe", "is not JSON: "),
    ],
)
def test_what_is_no_palette_is_refused(text: str | bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as refused:
        read_palette(path)
    assert message.format(path=path) in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^cannot read the palette .*gone\.json: No such file"):
        read_palette(tmp_path / "gone.json")


def test_an_output_must_be_json_and_is_not_replaced_unasked(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"must end in \.json"):
        check_palette_output(tmp_path / "palette.txt", ["clip.mp4"], overwrite=False)
    (tmp_path / "palette.json").write_text("mine")
    with pytest.raises(SinkError, match="exists"):
        check_palette_output(tmp_path / "palette.json", ["clip.mp4"], overwrite=False)
    check_palette_output(tmp_path / "palette.json", ["clip.mp4"], overwrite=True)
