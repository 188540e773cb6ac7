"""Animated images: pictures as they are shown, and their times."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
import pytest

import live_seg
from live_seg.errors import SourceError
from live_seg.source.hdr import Hdr, to_sdr
from live_seg.source.image.animation_source import AnimationSource
from live_seg.source.open import kind_of
from tests.media import moving_square
from tests.pictures import gif

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from live_seg.frame import Frame

MILLISECONDS = (100, 40, 3000)
RED, BLUE, CLEAR = (255, 0, 0, 255), (0, 0, 255, 255), (0, 0, 0, 0)


def animation(path: Path, pictures: Sequence[PIL.Image.Image], **options: Any) -> Path:
    """Write an animation whose pictures have different durations."""
    options.setdefault("duration", list(MILLISECONDS[: len(pictures)]))
    pictures[0].save(path, save_all=True, append_images=pictures[1:], **options)
    return path


def squares(count: int = 3) -> list[PIL.Image.Image]:
    return [PIL.Image.fromarray(picture[..., ::-1]) for picture in moving_square(count)]


def flat(colour: tuple[int, ...], size: tuple[int, int] = (8, 8)) -> PIL.Image.Image:
    return PIL.Image.new("RGBA", size, colour)


def read(path: Path) -> list[Frame]:
    with live_seg.open_source(path) as source:
        assert isinstance(source, AnimationSource)
        return list(source)


@pytest.mark.parametrize(("suffix", "tolerance"), [(".gif", 30), (".webp", 0), (".png", 0), (".avif", 12)])
def test_every_picture_has_its_time(suffix: str, tolerance: int, tmp_path: Path) -> None:
    path = animation(tmp_path / f"a{suffix}", squares(), **({"lossless": True} if suffix == ".webp" else {}))
    with live_seg.open_source(path) as source:
        frames = list(source)
        assert [frame.time for frame in frames] == [0, Fraction(1, 10), Fraction(14, 100)]
        assert source.end == Fraction(314, 100)
        assert source.damage is None
        assert source.info.frame_count == 3
    for frame, picture in zip(frames, moving_square(3), strict=True):
        assert np.abs(frame.bgr[4:8, 30:].astype(int) - picture[4:8, 30:]).max() <= tolerance


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png"])
def test_cleared_areas_are_white(suffix: str, tmp_path: Path) -> None:
    first = flat(RED)
    first.paste(CLEAR, (0, 0, 1, 1))  # otherwise the file would be written without transparency
    half = flat(CLEAR)
    half.paste(BLUE, (0, 0, 4, 8))
    options = {"disposal": 2} if suffix == ".gif" else {"disposal": 1} if suffix == ".png" else {"lossless": True}
    path = animation(tmp_path / f"a{suffix}", [first, half], **options)
    before, after = read(path)
    assert before.bgr[4, 6].tolist() == [0, 0, 255]
    assert after.bgr[4, 2].tolist() == [255, 0, 0]
    assert after.bgr[4, 6].tolist() == [255, 255, 255]


def test_an_opaque_gif_is_cleared_to_white_and_not_to_a_palette_colour(tmp_path: Path) -> None:
    # both pictures are cleared; their background colour is red
    data = gif(2).replace(b"\x21\xf9\x04\x00", b"\x21\xf9\x04\x08")
    place = data.rindex(b"\x2c\0\0\0\0\x02\0")
    data = data[: place + 5] + b"\x01" + data[place + 6 :]  # the second picture covers only the left pixel
    (tmp_path / "a.gif").write_bytes(data)
    first, second = read(tmp_path / "a.gif")
    assert first.bgr[0].tolist() == [[0, 0, 255], [255, 0, 0]]
    assert second.bgr[0].tolist() == [[0, 0, 255], [255, 255, 255]]


def test_gif_pictures_may_extend_beyond_the_first(tmp_path: Path) -> None:
    data = bytearray(gif(2))
    place = data.rindex(b"\x2c\0\0\0\0")  # the second picture's left and top
    data[place + 3] = 1
    (tmp_path / "a.gif").write_bytes(data)
    assert [frame.bgr.shape for frame in read(tmp_path / "a.gif")] == [(1, 2, 3), (2, 2, 3)]


def test_very_short_pictures_get_the_duration_that_browsers_use(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.gif", squares(), duration=[0, 10, 20])
    assert [frame.time for frame in read(path)] == [0, Fraction(1, 10), Fraction(2, 10)]


def test_the_still_picture_of_an_animated_png_is_not_shown(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.png", [flat(RED), flat(BLUE), flat((0, 255, 0, 255))], default_image=True)
    assert [frame.bgr[0, 0].tolist() for frame in read(path)] == [[255, 0, 0], [0, 255, 0]]


def test_comments_in_any_encoding_are_accepted(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.gif", squares(), comment=b"Farbe \xfcber Licht")
    assert len(read(path)) == 3


@pytest.mark.parametrize("suffix", [".gif", ".png"])
def test_a_truncated_animation_is_read_as_far_as_possible(suffix: str, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (3, 24, 32, 3), dtype=np.uint8)
    path = animation(tmp_path / f"a{suffix}", [PIL.Image.fromarray(one) for one in noise])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.9)])
    with live_seg.open_source(path) as source:
        assert len(list(source)) == 3
        assert source.damage == f"{path}: 1 of 3 pictures could not be decoded completely"


def test_an_animation_that_cannot_be_read_gives_a_one_line_error(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.webp", squares())
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(SourceError, match=r"a\.webp cannot be read: this WEBP file is truncated"):
        live_seg.open_source(path)
    with pytest.raises(SourceError, match=r"none\.gif cannot be read: No such file"):
        AnimationSource(tmp_path / "none.gif")


def test_pictures_above_the_limit_are_refused(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.gif", squares())
    with pytest.raises(SourceError, match=r"64x48 are 0\.003072 megapixels, and the limit is 0\.003"):
        live_seg.open_source(path, max_megapixels=0.003)


@pytest.mark.parametrize("suffix", [".gif", ".webp", ".png", ".avif"])
def test_a_jump_goes_back_and_forth(suffix: str, tmp_path: Path) -> None:
    with live_seg.open_source(animation(tmp_path / f"a{suffix}", squares())) as source:
        assert next(source.frames_from(0)).index == 0
        assert next(source.frames_from(0.12)).index == 1  # while iterating
        assert [frame.index for frame in source.frames_from(0.12)] == [1, 2]
        assert [frame.index for frame in source.frames_from(0)] == [0, 1, 2]
        assert [frame.index for frame in source.frames_from(3.1)] == [2]
        assert list(source.frames_from(3.2)) == []
        assert source.damage is None


def test_the_times_of_an_avif_do_not_drift(tmp_path: Path) -> None:
    # a thirtieth of a second is not a whole number of milliseconds
    path = animation(tmp_path / "a.avif", squares(60), duration=[33] * 60)
    data = path.read_bytes()
    scale = (1000).to_bytes(4)
    assert data.count(scale) >= 2
    path.write_bytes(data.replace(scale, (990).to_bytes(4)))  # 33/990 s is a thirtieth
    for index, frame in enumerate(read(path)):
        assert abs(frame.time - Fraction(index, 30)) <= Fraction(1, 1000)


def palette_gif(disposal: int, *, transparent: bool, gray: bool) -> bytes:
    """A GIF of 2x1 pixels: both of colour 1; then only the left one, of colour 2. Colour 0 may be transparent."""
    grays, colours = [0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255], [9, 9, 9, 255, 0, 0, 0, 0, 255, 0, 0, 0]
    table = bytes(grays if gray else colours)
    flags = bytes([disposal << 2 | transparent])

    def picture(width: int, *codes: int) -> bytes:
        # codes of three bits: clear, the pixels, end
        bits = sum(code << 3 * place for place, code in enumerate((4, *codes, 5)))
        data = bits.to_bytes(2, "little")
        head = b"\x21\xf9\x04" + flags + b"\x0a\0\0\0\x2c\0\0\0\0" + width.to_bytes(2, "little") + b"\1\0\0"
        return head + b"\2\2" + data + b"\0"

    return b"GIF89a\2\0\1\0\x91\0\0" + table + picture(2, 1, 0 if transparent else 1) + picture(1, 2) + b"\x3b"


@pytest.mark.parametrize("gray", [False, True])
@pytest.mark.parametrize("transparent", [False, True])
@pytest.mark.parametrize("disposal", [1, 2, 3])
def test_gif_pictures_are_disposed_of_as_the_specification_says(
    disposal: int, *, gray: bool, transparent: bool, tmp_path: Path
) -> None:
    one, two = ([85] * 3, [170] * 3) if gray else ([0, 0, 255], [255, 0, 0])
    (tmp_path / "a.gif").write_bytes(palette_gif(disposal, transparent=transparent, gray=gray))
    first, second = read(tmp_path / "a.gif")
    right = [255] * 3 if transparent else one
    assert first.bgr[0].tolist() == [one, right]
    assert second.bgr[0].tolist() == [two, right if disposal == 1 else [255] * 3]


def test_a_truncated_animation_is_still_recognised_as_an_animation(tmp_path: Path) -> None:
    for suffix in (".webp", ".avif"):
        path = animation(tmp_path / f"a{suffix}", squares())
        path.write_bytes(path.read_bytes()[:200])
        assert kind_of(str(path)) == "animation"


def test_an_hdr_animation_is_converted_to_sdr(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.avif", [PIL.Image.new("RGB", (16, 16), (160, 160, 160)), flat(RED, (16, 16))])
    data = path.read_bytes()
    place = data.index(b"colrnclx") + 8
    path.write_bytes(data[:place] + bytes([0, 9, 0, 16]) + data[place + 4 :])
    expected = to_sdr(np.full((1, 1, 4), 160, np.uint8), Hdr("pq", None))[0, 0, :3]
    assert np.abs(read(path)[0].bgr[8, 8].astype(int) - expected).max() <= 4


def test_a_video_made_from_an_animation_has_the_same_duration(tmp_path: Path) -> None:
    path = animation(tmp_path / "a.webp", squares())
    report = live_seg.process(path, tmp_path / "out.mp4", k=2)
    assert isinstance(report, live_seg.VideoReport)
    assert (report.frames, report.duration, report.losses) == (3, Fraction(314, 100), ())
