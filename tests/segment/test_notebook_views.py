"""What Jupyter shows of a segmentation and of a palette."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg import Config, Segmentation, Segmenter, recolour
from tests import oracle

if TYPE_CHECKING:
    from tests.oracle import Bytes


def segmented(picture: Bytes, k: int = 4) -> Segmentation:
    return Segmenter(Config(k=k)).segment(picture)


def shown(segmentation: Segmentation) -> Bytes:
    """The picture that is in the PNG."""
    picture = cv2.imdecode(np.frombuffer(segmentation._repr_png_(), np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def test_a_segmentation_is_shown_as_its_recoloured_picture() -> None:
    result = segmented(oracle.scene())
    np.testing.assert_array_equal(shown(result), recolour(result))


@pytest.mark.parametrize(
    ("size", "expected"), [((900, 1600), (450, 800)), ((1600, 900), (800, 450)), ((600, 800), (600, 800))]
)
def test_a_large_segmentation_is_shown_at_800_pixels(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert shown(segmented(np.zeros((*size, 3), np.uint8))).shape == (*expected, 3)


def test_a_large_segmentation_is_shown_in_the_colours_of_its_palette_only() -> None:
    result = segmented(oracle.noise(900, 1000), k=3)
    assert {tuple(colour) for colour in np.unique(shown(result).reshape(-1, 3), axis=0).tolist()} == {
        tuple(colour) for colour in result.palette.colours.tolist()
    }


def test_a_line_of_pixels_is_shown_as_one() -> None:
    assert shown(segmented(np.zeros((1, 2000, 3), np.uint8))).shape == (1, 800, 3)


def test_a_palette_is_shown_as_swatches_with_name_and_share() -> None:
    html = segmented(oracle.stripes((0, 0, 0), (0, 0, 255), width=60)).palette._repr_html_()
    assert re.findall(r"background: (#\w+)", html) == ["#000000", "#ff0000"]
    assert re.findall(r"<div>([^<]+)</div>", html) == ["0", "#000000", "50.0%", "1", "#ff0000", "50.0%"]


def test_the_text_of_a_palette_takes_the_colour_of_the_page() -> None:
    html = segmented(oracle.scene()).palette._repr_html_()
    assert not re.search(r"(?<![\w-])color:|<style|<script", html)


def test_in_text_both_are_a_line() -> None:
    result = segmented(oracle.stripes((0, 0, 0), (0, 0, 255), height=40, width=60))
    assert repr(result.palette) == "<Palette: #000000 50.0%, #ff0000 50.0%>"
    assert repr(result) == "<Segmentation of frame 0: 60x40, <Palette: #000000 50.0%, #ff0000 50.0%>>"
