"""Frame: the one check of every picture that comes in. StreamInfo: what a source says of itself."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from PIL import Image

from live_seg import Frame, FrameError, SourceError, StreamInfo
from tests import oracle


def frame(bgr: Any, index: int = 0) -> Frame:
    return Frame(index, Fraction(0), bgr)


WRONG = {
    "uint8 (4, 6)": np.zeros((4, 6), np.uint8),
    "uint8 (4, 6, 4)": np.zeros((4, 6, 4), np.uint8),
    "uint8 (4, 6, 1)": np.zeros((4, 6, 1), np.uint8),
    "uint8 (1, 4, 6, 3)": np.zeros((1, 4, 6, 3), np.uint8),
    "array(0, dtype=uint8)": np.zeros((), np.uint8),
    "uint16 (4, 6, 3)": np.zeros((4, 6, 3), np.uint16),
    "int8 (4, 6, 3)": np.zeros((4, 6, 3), np.int8),
    "float32 (4, 6, 3)": np.zeros((4, 6, 3), np.float32),
    "bool (4, 6, 3)": np.zeros((4, 6, 3), np.bool_),
    "None": None,
    "[[[0, 0, 0]]]": [[[0, 0, 0]]],
}


def refusal(bgr: Any, index: int) -> str:
    """The message with which an array is refused, or "accepted"."""
    try:
        frame(bgr, index)
    except FrameError as error:
        return str(error)
    return "accepted"


def test_what_is_not_a_frame_is_refused_with_what_was_expected() -> None:
    for described, value in WRONG.items():
        assert refusal(value, 12) == f"frame 12 is {described}, expected uint8 (H, W, 3) in BGR order"


def test_a_frame_without_pixels_is_refused() -> None:
    for height, width in ((0, 6), (4, 0), (0, 0)):
        empty = np.zeros((height, width, 3), np.uint8)
        assert refusal(empty, 3) == f"frame 3 is uint8 ({height}, {width}, 3): it has no pixels"


def test_a_frame_error_is_both_a_source_error_and_a_value_error() -> None:
    assert issubclass(FrameError, SourceError)
    assert issubclass(FrameError, ValueError)


def test_a_frame_may_have_any_size() -> None:
    for size in ((1, 1), (1, 97), (97, 1), (3, 5)):
        picture = oracle.noise(*size)
        np.testing.assert_array_equal(frame(picture).bgr, picture, f"size {size}")


def test_the_frame_is_a_read_only_view_without_a_copy() -> None:
    picture = oracle.noise(4, 6)
    bgr = frame(picture).bgr
    assert np.shares_memory(bgr, picture)
    with pytest.raises(ValueError, match="read-only"):
        bgr[0] = 0


def test_the_callers_array_stays_writable() -> None:
    picture = oracle.noise(4, 6)
    frame(picture)
    picture[:] = 7
    assert picture.max() == 7


@pytest.mark.parametrize("cut", [np.s_[::2, ::3], np.s_[::-1], np.s_[:, ::-1], np.s_[:, :, ::-1], np.s_[1:3, 1:3]])
def test_pixels_of_a_frame_are_contiguous_whatever_came_in(cut: Any) -> None:
    picture = oracle.noise(8, 9)[cut]
    bgr = frame(picture).bgr
    assert bgr.flags.c_contiguous
    assert not bgr.flags.writeable
    np.testing.assert_array_equal(bgr, picture)


def test_a_frame_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        frame(oracle.noise(4, 6)).index = 1  # type: ignore[misc]


def test_frames_are_compared_by_identity_since_arrays_have_no_one_answer() -> None:
    picture = oracle.noise(4, 6)
    one, other = frame(picture), frame(picture)
    assert len({one, one, other}) == 2


def test_a_stream_that_says_little_is_a_file_of_unknown_length_with_square_pixels() -> None:
    info = StreamInfo(1280, 720, Fraction(30_000, 1001))
    assert (info.width, info.height, info.frame_rate) == (1280, 720, Fraction(30_000, 1001))
    assert info.frame_count is None
    assert info.is_live is False
    assert info.time_base == Fraction(1, 90_000)
    assert info.pixel_aspect == 1


def test_a_picture_becomes_a_frame_in_bgr() -> None:
    red = np.full((2, 3, 3), (200, 10, 0), np.uint8)
    for given, rgb in ((red, True), (red[..., ::-1], False), (Image.fromarray(red), False)):
        assert Frame.from_picture(given, rgb=rgb).bgr[0, 0].tolist() == [0, 10, 200]


def test_a_frame_stays_the_frame_that_it_is() -> None:
    given = frame(oracle.noise(4, 4))
    assert Frame.from_picture(given, index=7) is given


def test_pil_images_of_all_modes_become_three_channels_over_white() -> None:
    half_clear = Image.new("RGBA", (2, 2), (0, 0, 0, 128))
    clear_index = Image.new("P", (2, 2), 0)
    clear_index.info["transparency"] = 0
    images = {
        "gray": (Image.new("L", (2, 2), 90), [90, 90, 90]),
        "two colours": (Image.new("1", (2, 2), 1), [255, 255, 255]),
        "half transparent": (half_clear, [127, 127, 127]),
        "transparent index": (clear_index, [255, 255, 255]),
        "CMYK": (Image.new("CMYK", (2, 2), (0, 0, 0, 0)), [255, 255, 255]),
    }
    for name, (image, colour) in images.items():
        assert Frame.from_picture(image).bgr[0, 0].tolist() == colour, name


def test_pil_images_with_more_than_8_bits_are_refused() -> None:
    for mode in ("I", "F", "I;16"):
        with pytest.raises(FrameError, match=r"has mode .*; convert it to 8 bits a channel"):
            Frame.from_picture(Image.new(mode, (2, 2)))


def test_a_frame_says_what_it_is_in_a_line() -> None:
    assert repr(Frame(3, Fraction(1, 8), oracle.noise(4, 6))) == "<Frame 3 at 0.125 s: 6x4>"
