"""HDR: the lookup table against the formulas of the standards, written out for one colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.source.hdr import Hdr, to_sdr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PQ = 16
OF_HLG = Hdr("hlg", 1000)
COLOURS = (
    (128, 128, 128),
    (191, 191, 191),
    (250, 250, 250),
    (30, 40, 60),
    (200, 60, 60),
    (60, 180, 90),
    (90, 90, 190),
    (180, 170, 60),
)


def sdr_of(rgb: Sequence[int], hdr: Hdr) -> list[int]:
    picture = np.array([[[*reversed(rgb), 255]]], np.uint8)
    blue, green, red, alpha = to_sdr(picture, hdr)[0, 0].tolist()
    assert alpha == 255
    return [red, green, blue]


def by_the_standards(rgb: Sequence[int], hdr: Hdr) -> NDArray[np.float64]:
    """The SDR colour by BT.2100, BT.2446-1 (method A) and BT.2407-0, for one RGB colour from 0 to 255."""
    signal = np.array(rgb) / 255
    if hdr.transfer == "hlg":
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        scene = np.array([e * e / 3 if e <= 0.5 else (np.exp((e - c) / a) + b) / 12 for e in signal])
        light = scene * (0.2627 * scene[0] + 0.6780 * scene[1] + 0.0593 * scene[2]) ** 0.2
    else:
        root = signal ** (1 / 78.84375)
        light = 10_000 * (np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
        light = np.minimum(light / (hdr.peak or 1), 1)
    red, green, blue = light ** (1 / 2.4)
    luma = 0.2627 * red + 0.6780 * green + 0.0593 * blue
    rho_hdr, rho_sdr = 1 + 32 * ((hdr.peak or 1) / 10_000) ** (1 / 2.4), 1 + 32 * (100 / 10_000) ** (1 / 2.4)
    p = np.log(1 + (rho_hdr - 1) * luma) / np.log(rho_hdr)
    c = 1.077 * p if p <= 0.7399 else -1.151 * p * p + 2.7811 * p - 0.6302 if p < 0.9909 else 0.5 * p + 0.5
    mapped = (rho_sdr**c - 1) / (rho_sdr - 1)
    scale = mapped / (1.1 * luma)
    cb, cr = scale * (blue - luma) / 1.8814, scale * (red - luma) / 1.4746
    y = mapped - max(0.1 * cr, 0)
    coded = np.array([y + 1.4746 * cr, y - 0.16455 * cb - 0.57135 * cr, y + 1.8814 * cb])
    linear = np.clip(coded, 0, 1) ** 2.4
    to_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]])
    return np.asarray(255 * np.clip(to_709 @ linear, 0, 1) ** (1 / 2.4))


@pytest.mark.parametrize("hdr", [OF_HLG, Hdr("pq", 1000), Hdr("pq", 4000)])
def test_colours_agree_with_the_standards(hdr: Hdr) -> None:
    for rgb in COLOURS:
        assert np.abs(sdr_of(rgb, hdr) - by_the_standards(rgb, hdr)).max() <= 3, rgb


@pytest.mark.parametrize("hdr", [OF_HLG, Hdr("pq", None)])
def test_a_gray_ramp_rises_from_black_to_white(hdr: Hdr) -> None:
    levels = np.arange(256, dtype=np.uint8)
    ramp = to_sdr(np.repeat(levels[None, :, None], 4, axis=2), hdr)[0, :, :3].astype(int)
    assert ramp[0].tolist() == [0, 0, 0]
    assert ramp[255].min() >= 254
    assert (np.diff(ramp, axis=0) >= -1).all()
    assert np.ptp(ramp, axis=1).max() <= 1  # gray stays gray
    assert (ramp[-32::8].max(axis=1) < 254).all()


def test_narrower_primaries_give_less_saturated_colours() -> None:
    red = (150, 115, 115)
    vivid, display, narrow = (sdr_of(red, Hdr("pq", 1000, primaries)) for primaries in (9, 12, 1))
    assert vivid[1] < display[1] < narrow[1]
    assert Hdr.of(PQ, primaries=22) == Hdr("pq", None, 9)


def test_other_transfer_functions_are_sdr() -> None:
    assert [Hdr.of(code) for code in (1, 2, 6, 13, 14)] == [None] * 5


def test_implausible_peaks_are_limited() -> None:
    assert [Hdr.of(PQ, peak) for peak in (1, 1e9)] == [Hdr("pq", 200), Hdr("pq", 10_000)]
