"""Still images: by which rules the bytes of a file become a picture, against arrays made by hand."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import cv2
import numpy as np
import PIL.Image
import PIL.ImageCms
import pytest
from pillow_heif import register_heif_opener

from live_seg.errors import SourceError
from live_seg.source.hdr import Hdr, to_sdr
from live_seg.source.image.read import read_image
from tests.pictures import chunk, exif, gif, grainy, png, squares, tiff, write
from tests.platforms import not_root, posix_only

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

LOSSLESS_WEBP = (cv2.IMWRITE_WEBP_LOSSLESS_MODE, cv2.IMWRITE_WEBP_LOSSLESS_PRESERVE_COLOR)


def pixels(path: Path) -> list[Any]:
    """The colours of a picture's first row."""
    row: list[Any] = read_image(path).bgr[0].tolist()
    return row


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tiff", ".ppm", ".webp"])
def test_a_picture_without_loss_is_read_to_the_byte(suffix: str, tmp_path: Path) -> None:
    options = LOSSLESS_WEBP if suffix == ".webp" else ()
    image = read_image(write(tmp_path / f"a{suffix}", squares(), *options))
    assert np.array_equal(image.bgr, squares())
    assert (image.loss, image.remark) == (None, None)


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".avif"])
def test_a_picture_with_loss_is_nearly_the_same(suffix: str, tmp_path: Path) -> None:
    image = read_image(write(tmp_path / f"a{suffix}", squares()))
    assert np.median(np.abs(image.bgr.astype(int) - squares())) <= 4
    assert image.loss is None


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".pgm"])
def test_gray_becomes_three_equal_channels(suffix: str, tmp_path: Path) -> None:
    gray = np.array([[0, 7, 255]], np.uint8)
    assert pixels(write(tmp_path / f"a{suffix}", gray)) == [[0, 0, 0], [7, 7, 7], [255, 255, 255]]


@pytest.mark.parametrize("suffix", [".png", ".tiff", ".pgm"])
def test_sixteen_bits_are_scaled_to_eight_and_rounded(suffix: str, tmp_path: Path) -> None:
    levels = np.array([[0, 128, 129, 257, 0x8001, 65406, 65407, 65535]], np.uint16)
    expected = [0, 0, 1, 1, 128, 254, 255, 255]
    assert [blue for blue, _, _ in pixels(write(tmp_path / f"a{suffix}", levels))] == expected


def test_a_pnm_is_scaled_from_its_own_white(tmp_path: Path) -> None:
    assert pixels(put(tmp_path / "a.pgm", b"P5 3 1 100\n\x00\x32\x64")) == [[0, 0, 0], [128, 128, 128], [255, 255, 255]]
    deep = b"P5 # deep\n2 1 1023\n\x02\x00\x03\xff"
    assert pixels(put(tmp_path / "b.pgm", deep)) == [[128, 128, 128], [255, 255, 255]]


@pytest.mark.parametrize("depth", [10, 12])
def test_a_deep_avif_is_scaled_from_its_own_white(depth: int, tmp_path: Path) -> None:
    white = (1 << depth) - 1
    gray = np.full((16, 16, 3), white // 2, np.uint16)
    assert np.abs(read_image(write(tmp_path / "a.avif", gray, cv2.IMWRITE_AVIF_DEPTH, depth)).bgr - 127.5).max() <= 2


def test_what_is_transparent_is_seen_over_white(tmp_path: Path) -> None:
    # blue of 200 at half: 200 * 128/255 + 255 * 127/255 = 227.4; black at half: 127
    bgra = np.array([[[200, 0, 0, 128], [1, 2, 3, 0], [1, 2, 3, 255]]], np.uint8)
    expected = [[227, 127, 127], [255, 255, 255], [1, 2, 3]]
    assert pixels(write(tmp_path / "a.png", bgra)) == expected
    assert pixels(write(tmp_path / "a.webp", bgra, *LOSSLESS_WEBP)) == expected


def test_deep_pixels_are_seen_over_white_too(tmp_path: Path) -> None:
    bgra = np.array([[[0x6464, 0, 0, 0x8080], [5, 5, 5, 0]]], np.uint16)
    assert pixels(write(tmp_path / "a.png", bgra)) == [[177, 127, 127], [255, 255, 255]]


def test_gray_with_transparency_is_seen_over_white(tmp_path: Path) -> None:
    rows = np.array([[[100, 0], [100, 255]]], np.uint8)
    assert pixels(put(tmp_path / "a.png", png(rows, 4))) == [[255, 255, 255], [100, 100, 100]]


def test_the_transparent_level_of_a_gray_picture_is_white(tmp_path: Path) -> None:
    eight = png(np.array([[7, 8]], np.uint8), 0, (b"tRNS", b"\x00\x07"))
    assert pixels(put(tmp_path / "a.png", eight)) == [[255, 255, 255], [8, 8, 8]]
    deep = png(np.array([[0x0707, 0x0708]], np.uint16), 0, (b"tRNS", b"\x07\x07"), depth=16)
    assert pixels(put(tmp_path / "a.png", deep)) == [[255, 255, 255], [7, 7, 7]]
    four = png(np.array([[0x3A]], np.uint8), 0, (b"tRNS", b"\x00\x03"), depth=4)
    assert pixels(put(tmp_path / "a.png", four)) == [[255, 255, 255]]


def test_the_transparent_colour_of_a_palette_is_white(tmp_path: Path) -> None:
    rows = np.array([[0, 1]], np.uint8)
    table = (b"PLTE", bytes([10, 20, 30, 40, 50, 60])), (b"tRNS", b"\x00")
    assert pixels(put(tmp_path / "a.png", png(rows, 3, *table))) == [[255, 255, 255], [60, 50, 40]]


def test_a_gif_with_one_picture_is_a_still_image_with_white_where_it_is_transparent(tmp_path: Path) -> None:
    assert pixels(put(tmp_path / "a.gif", gif(1))) == [[0, 0, 255], [255, 0, 0]]
    assert pixels(put(tmp_path / "a.gif", gif(1, transparent=True))) == [[0, 0, 255], [255, 255, 255]]


UPRIGHT = np.arange(1, 7, dtype=np.uint8).reshape(2, 3) * 40
STORED = {
    1: UPRIGHT,
    2: UPRIGHT[:, ::-1],
    3: UPRIGHT[::-1, ::-1],
    4: UPRIGHT[::-1],
    5: UPRIGHT.T,
    6: UPRIGHT.T[::-1],  # the sensor's first row is what is seen on the right
    7: UPRIGHT.T[::-1, ::-1],
    8: UPRIGHT.T[:, ::-1],
}


@pytest.mark.parametrize("alpha", [False, True])
def test_a_turned_picture_is_turned_back(*, alpha: bool, tmp_path: Path) -> None:
    for orientation in range(1, 9):
        gray: NDArray[Any] = STORED[orientation]
        rows = np.dstack([gray, gray, gray, np.full_like(gray, 255)]) if alpha else gray
        data = png(rows, 6 if alpha else 0, (b"eXIf", exif(orientation)))
        picture = read_image(put(tmp_path / "a.png", data))
        assert np.array_equal(picture.bgr[..., 0], UPRIGHT), f"orientation {orientation}"


def test_a_turned_jpeg_is_turned_back(tmp_path: Path) -> None:
    data = write(
        tmp_path / "a.jpg", np.repeat(np.array([[0], [255]], np.uint8), 16, axis=0).repeat(32, axis=1)
    ).read_bytes()
    block = b"Exif\0\0" + exif(6)
    put(tmp_path / "a.jpg", data[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2) + block + data[2:])
    picture = read_image(tmp_path / "a.jpg").bgr
    assert picture.shape == (32, 32, 3)
    assert picture[:, 20:].max() < 30  # what is stored on top is on the right
    assert picture[:, :12].min() > 225


def test_an_exif_block_that_is_cut_short_turns_nothing(tmp_path: Path) -> None:
    data = png(UPRIGHT, 0, (b"eXIf", exif(6)[:16]))
    assert np.array_equal(read_image(put(tmp_path / "a.png", data)).bgr[..., 0], UPRIGHT)


def test_of_several_pages_the_first_is_read_and_that_is_said(tmp_path: Path) -> None:
    assert cv2.imwritemulti(str(tmp_path / "a.tiff"), [squares(seed=0), squares(seed=1)])
    image = read_image(tmp_path / "a.tiff")
    assert np.array_equal(image.bgr, squares(seed=0))
    assert image.remark == f"{tmp_path / 'a.tiff'} has 2 pages; only the first was read"
    assert image.loss is None


def refused(path: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_image(path)
    text = str(caught.value)
    assert str(path) in text
    assert "\n" not in text
    return text


@posix_only
def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert "is a pipe or a device; save the image to a file" in refused(tmp_path / "a.png")


def test_unsupported_formats_are_named_by_their_suffix(tmp_path: Path) -> None:
    assert "is TGA, which is not supported" in refused(put(tmp_path / "a.tga", bytes(range(200))))


def test_what_is_no_image_is_said_to_be_what_it_is(tmp_path: Path) -> None:
    assert "does not exist" in refused(tmp_path / "none.png")
    assert "is a folder" in refused(tmp_path)
    assert "is empty" in refused(put(tmp_path / "a.png", b""))
    assert "not an image but text" in refused(put(tmp_path / "a.jpg", "wörter\n".encode() * 200))
    assert "not an image but text" in refused(put(tmp_path / "b.bmp", b"BMW 525, and other words"))
    assert "not an image of a known format" in refused(put(tmp_path / "b.jpg", bytes(range(256))))


@not_root
def test_an_image_that_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", squares())
    path.chmod(0)
    assert "permission denied" in refused(path)


@pytest.mark.parametrize("suffix", [".tiff", ".hdr", ".pfm"])
def test_floating_point_is_refused(suffix: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"a{suffix}", np.full((8, 8, 3), 0.5, np.float32))
    assert "floating-point" in refused(path)


def test_signed_numbers_and_exr_are_refused(tmp_path: Path) -> None:
    assert "signed" in refused(write(tmp_path / "a.tiff", np.full((8, 8), -5, np.int16)))
    assert "floating-point" in refused(put(tmp_path / "a.exr", b"v/1\x01" + bytes(100)))


def test_formats_that_are_not_read_are_named(tmp_path: Path) -> None:
    assert "is PSD, which is not supported" in refused(put(tmp_path / "a.jpg", b"8BPS" + bytes(40)))
    raw = write(tmp_path / "a.tiff", squares()).rename(tmp_path / "a.nef")
    assert "raw file" in refused(raw)


@pytest.mark.parametrize("suffix", [".webp", ".png", ".avif"])
def test_animations_are_refused(suffix: str, tmp_path: Path) -> None:
    animation = cv2.Animation()
    animation.frames = [squares(seed=0), squares(seed=1)]
    animation.durations = [100, 100]
    assert cv2.imwriteanimation(str(tmp_path / f"a{suffix}"), animation)
    assert f"is an animated {suffix[1:].upper()}, which is read as a video" in refused(tmp_path / f"a{suffix}")


def test_a_gif_with_several_pictures_is_no_still_image(tmp_path: Path) -> None:
    assert "which is read as a video; process it separately" in refused(put(tmp_path / "a.gif", gif(2)))


def test_what_is_too_large_is_said_to_be(tmp_path: Path) -> None:
    assert "too large" in refused(
        put(tmp_path / "a.bmp", b"BM" + bytes(12) + b"\x28\0\0\0\0\0\1\0\0\0\1\0\1\0\x18\0" + bytes(24))
    )


@pytest.mark.parametrize("options", [(), (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_jpeg_that_is_cut_short_is_read_as_far_as_it_goes(
    share: float, options: tuple[int, ...], tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jpg", grainy(), *options)
    whole = read_image(path).bgr
    data = path.read_bytes()
    image = read_image(put(path, data[: int(len(data) * share)]))
    assert image.loss == f"{path} is truncated or damaged: a part of the picture is missing"
    assert image.bgr.shape == whole.shape
    if not options:
        assert np.array_equal(image.bgr[:8, :8], whole[:8, :8])


def test_a_jpeg_that_ends_in_zeros_is_known_to_be_cut_short(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", grainy())
    data = path.read_bytes()
    half = len(data) // 2
    assert "is truncated" in str(read_image(put(path, data[:half] + bytes(half))).loss)


def test_what_stands_after_the_end_of_a_jpeg_is_no_loss(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", grainy())
    assert read_image(put(path, path.read_bytes() + b"a film, as phones append it")).loss is None


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".ppm", ".gif"])
def test_truncated_images_keep_their_complete_rows(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    PIL.Image.fromarray(grainy()[..., ::-1]).save(path, interlace=False)
    whole = read_image(path).bgr
    data = path.read_bytes()
    image = read_image(put(path, data[: len(data) // 2]))
    assert image.loss == f"{path} is truncated or damaged: a part of the picture is missing"
    kept = image.bgr[::-1] if suffix == ".bmp" else image.bgr  # BMP stores the last row first
    assert np.array_equal(kept[:8], (whole[::-1] if suffix == ".bmp" else whole)[:8])


@pytest.mark.parametrize("suffix", [".webp", ".tiff", ".avif"])
def test_truncated_images_without_a_complete_row_are_refused(suffix: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"a{suffix}", grainy())
    data = path.read_bytes()
    assert "truncated, damaged" in refused(put(path, data[: len(data) // 2]))


def test_flipped_bits_in_a_png_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", grainy())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    assert "is truncated or damaged" in str(read_image(put(path, bytes(data))).loss)


# Images that Pillow decodes into special modes, and that OpenCV read wrongly or not at all.


def test_colours_of_cielab_cmyk_and_palettes(tmp_path: Path) -> None:
    flat = PIL.Image.new("RGB", (8, 8), (200, 100, 50))
    lab = PIL.ImageCms.profileToProfile(
        flat, PIL.ImageCms.createProfile("sRGB"), PIL.ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    lab.save(tmp_path / "lab.tif")
    flat.convert("CMYK").save(tmp_path / "cmyk.tif")
    flat.quantize(2).save(tmp_path / "palette.tif")
    for name in ("lab", "cmyk", "palette"):
        assert np.abs(read_image(tmp_path / f"{name}.tif").bgr - np.array([50, 100, 200.0])).max() <= 3, name


def test_colours_are_converted_from_the_profile_to_srgb(tmp_path: Path) -> None:
    # the profile says that red and blue are swapped
    profile = bytearray(PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes())
    profile = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    profile = profile.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    picture = PIL.Image.new("RGB", (4, 4), (250, 20, 30))
    picture.save(tmp_path / "a.png", icc_profile=bytes(profile))
    picture.save(tmp_path / "plain.png")
    assert np.abs(read_image(tmp_path / "a.png").bgr[0, 0] - np.array([250, 20, 30.0])).max() <= 12
    assert pixels(tmp_path / "plain.png")[0] == [30, 20, 250]


def test_a_profile_that_is_damaged_or_does_not_fit_is_ignored(tmp_path: Path) -> None:
    profile = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("LAB")).tobytes()
    for data in (b"nonsense", profile):
        PIL.Image.new("RGB", (4, 4), (250, 20, 30)).save(tmp_path / "a.png", icc_profile=data)
        assert pixels(tmp_path / "a.png")[0] == [30, 20, 250]


def test_hdr_is_converted_to_sdr(tmp_path: Path) -> None:
    gray = np.full((16, 16, 3), 160, np.uint8)
    expected = to_sdr(np.full((1, 1, 4), 160, np.uint8), Hdr("pq", None))[0, 0, :3]
    deep = put(tmp_path / "a.png", png(gray, 2, (b"cICP", bytes([9, 16, 0, 1]))))
    assert np.array_equal(read_image(deep).bgr[0, 0], expected)
    PIL.Image.fromarray(gray).save(tmp_path / "a.avif", quality=100)
    data = (tmp_path / "a.avif").read_bytes()
    place = data.index(b"colrnclx") + 8
    put(tmp_path / "b.avif", data[:place] + bytes([0, 9, 0, 16]) + data[place + 4 :])
    assert np.abs(read_image(tmp_path / "b.avif").bgr[0, 0].astype(int) - expected).max() <= 3


def test_white_in_a_five_bit_bitmap_is_white(tmp_path: Path) -> None:
    header = b"BM" + struct.pack("<IHHI", 70, 0, 0, 66) + struct.pack("<IiiHHIIiiII", 40, 2, 1, 1, 16, 3, 4, 0, 0, 0, 0)
    data = header + struct.pack("<III", 0xF800, 0x07E0, 0x001F) + struct.pack("<HH", 0xFFFF, 0x001F)
    assert pixels(put(tmp_path / "a.bmp", data)) == [[255, 255, 255], [255, 0, 0]]


def test_sixteen_bit_colours_in_a_tiff(tmp_path: Path) -> None:
    colours = np.array([[[0x1000, 0x8080, 0xFFFF], [0xFFFF, 0, 0x4000]]], "<u2")  # RGB
    together = put(tmp_path / "a.tif", tiff([colours.tobytes()], 2, 1, bits=16, planar=1))
    assert np.abs(read_image(together).bgr[0] - np.array([[255, 128, 16], [64, 0, 255.0]])).max() <= 1
    planes = [colours[..., channel].tobytes() for channel in range(3)]
    apart = put(tmp_path / "b.tif", tiff(planes, 2, 1, bits=16, planar=2))
    assert "has 16-bit channels in separate planes without compression, which are not supported" in refused(apart)


@pytest.mark.parametrize("photometric", [0, 1])
def test_sixteen_bit_gray_is_inverted_if_zero_is_white(photometric: int, tmp_path: Path) -> None:
    rows = np.array([[0, 0x8080, 0xFFFF]], "<u2").tobytes()
    data = tiff([rows], 3, 1, bits=16, planar=1, channels=1, photometric=photometric)
    levels = [blue for blue, _, _ in pixels(put(tmp_path / "a.tif", data))]
    assert levels == ([0, 128, 255] if photometric else [255, 127, 0])


def test_twelve_bit_pixels_and_gray_with_opacity_are_refused(tmp_path: Path) -> None:
    twelve = tiff([bytes(3)], 2, 1, bits=12, planar=1, channels=1, photometric=1)
    assert "has 12-bit pixels, which are not" in refused(put(tmp_path / "a.tif", twelve))
    opacity = tiff([bytes(8)], 2, 1, bits=16, planar=1, channels=2, photometric=1)
    assert "has 16-bit gray pixels with opacity, which are not" in refused(put(tmp_path / "a.tif", opacity))


def test_a_tiff_with_a_damaged_list_of_pages_is_read(tmp_path: Path) -> None:
    pages = [PIL.Image.fromarray(grainy()) for _ in range(3)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    data = (tmp_path / "a.tif").read_bytes()
    whole = read_image(tmp_path / "a.tif").bgr
    assert np.array_equal(read_image(put(tmp_path / "b.tif", data[: len(data) // 2])).bgr, whole)


def test_a_linear_profile_that_is_named_srgb_is_applied(tmp_path: Path) -> None:
    profile = bytearray(PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes())
    for tag in (b"rTRC", b"gTRC", b"bTRC"):
        entry = profile.index(tag, 128)
        place = int.from_bytes(profile[entry + 4 : entry + 8])
        profile[place : place + 12] = b"curv" + bytes(8)  # a curve without points is linear
    PIL.Image.new("RGB", (4, 4), (55, 55, 55)).save(tmp_path / "a.png", icc_profile=bytes(profile))
    assert np.abs(np.array(pixels(tmp_path / "a.png")[0]) - 128).max() <= 2


def test_a_transparent_colour_stays_transparent_with_a_profile(tmp_path: Path) -> None:
    profile = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    chunks = (b"iCCP", b"x\0\0" + zlib.compress(profile)), (b"tRNS", b"\0\1\0\2\0\3")
    rows = np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8)
    assert pixels(put(tmp_path / "a.png", png(rows, 2, *chunks)))[0] == [255, 255, 255]


def test_a_sixteen_bit_transparent_colour_becomes_white(tmp_path: Path) -> None:
    rows = np.array([[[0x0101, 0x0202, 0x0303], [0x0404, 0x0505, 0x0606]]], np.uint16)
    data = png(rows, 2, (b"tRNS", b"\1\1\2\2\3\3"), depth=16)
    assert pixels(put(tmp_path / "a.png", data)) == [[255, 255, 255], [6, 5, 4]]


def test_hdr_images_may_be_transparent_or_gray(tmp_path: Path) -> None:
    pq = (b"cICP", bytes([9, 16, 0, 1]))
    expected = to_sdr(np.full((1, 1, 4), 160, np.uint8), Hdr("pq", None))[0, 0, :3].tolist()
    rows = np.array([[[160, 160, 160, 255], [160, 160, 160, 0]]], np.uint8)
    assert pixels(put(tmp_path / "a.png", png(rows, 6, pq))) == [expected, [255, 255, 255]]
    gray = png(np.array([[160 * 257]], np.uint16), 0, pq, depth=16)
    assert pixels(put(tmp_path / "b.png", gray)) == [expected]
    text = png(np.array([[160]], np.uint8), 0, (b"tEXt", b"a\0\0\0\0\4cICP\x09\x10\0\1abcd"))
    assert pixels(put(tmp_path / "c.png", text)) == [[160, 160, 160]]


def test_jpeg_2000_is_read(tmp_path: Path) -> None:
    PIL.Image.fromarray(squares()[..., ::-1]).save(tmp_path / "a.jp2")
    assert np.array_equal(read_image(tmp_path / "a.jp2").bgr, squares())


def test_heic_is_read_if_its_plug_in_is_installed(tmp_path: Path) -> None:
    register_heif_opener()
    PIL.Image.fromarray(squares()[..., ::-1]).save(tmp_path / "a.heic", quality=-1)
    assert np.abs(read_image(tmp_path / "a.heic").bgr.astype(int) - squares()).max() <= 2


def test_heic_without_its_plug_in_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    text = refused(put(tmp_path / "a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"))
    assert "is HEIC, which needs pillow-heif; install it with: " in text
    assert "[heic]" in text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.tif", b"MM\0+\0\x08\0\0" + b"\xff" * 40),  # BigTIFF with an offset of 2^64: OverflowError
        ("a.ppm", b"P6 \n"),
        ("a.ppm", b"P3 1 1 255 1 2 99999999999999999999999999"),
        ("a.bmp", b"BM" + bytes(12) + b"\x28\0\0\0" + b"\xff" * 60),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 60),
        ("a.webp", b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 60),
        ("a.gif", b"GIF89a" + b"\xff" * 60),
        ("a.jp2", b"\xff\x4f\xff\x51" + b"\xff" * 60),
        ("a.avif", b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + b"\xff" * 60),
    ],
)
def test_every_error_of_a_plug_in_becomes_one_line(name: str, data: bytes, tmp_path: Path) -> None:
    assert re.search(
        r"cannot be read: this \w+ file is truncated, damaged or of an unsupported kind; copy it .*$|too large",
        refused(put(tmp_path / name, data)),
    )


def test_a_picture_above_the_limit_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    # a small file with 30,000 by 30,000 pixels
    rows = zlib.compress(bytes(30_001) * 1000)
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    path = put(tmp_path / "a.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows))
    expected = "is too large: 30000x30000 are 900 megapixels, and the limit is 200; set a higher one (max_megapixels)"
    assert refused(path).endswith(expected)


def test_the_limit_can_be_lowered_and_raised(tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", squares(100, 100))
    with pytest.raises(SourceError, match=r"100x100 are 0\.01 megapixels, and the limit is"):
        read_image(path, max_megapixels=0.0099)
    assert read_image(path, max_megapixels=0.01).bgr.shape == (100, 100, 3)


READ_ALL = """
import sys
from pathlib import Path
from live_seg.errors import SourceError
from live_seg.source.image.read import read_image
for name in sys.argv[1:]:
    try:
        print(read_image(Path(name)).loss is None)
    except SourceError:
        print("refused")
print("this is heard", file=sys.stderr)
"""


def test_libraries_are_quiet_about_damage(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.png", grainy()).read_bytes()
    broken = put(tmp_path / "b.png", whole[:900] + bytes(64) + whole[964:])
    profile = put(tmp_path / "c.png", png(squares(), 2, (b"iCCP", b"x\0\0nonsense")))
    jpeg = write(tmp_path / "a.jpg", grainy()).read_bytes()
    cut = put(tmp_path / "b.jpg", jpeg[: len(jpeg) // 2])
    tiff_data = write(tmp_path / "a.tiff", grainy()).read_bytes()
    cut_tiff = put(tmp_path / "b.tiff", tiff_data[:500] + bytes(500) + tiff_data[1000:])
    names = [str(path) for path in (broken, profile, cut, cut_tiff)]
    ran = subprocess.run([sys.executable, "-c", READ_ALL, *names], capture_output=True, text=True, check=True)
    assert ran.stdout.split()[:3] == ["False", "True", "False"]
    assert ran.stderr == "this is heard\n"
