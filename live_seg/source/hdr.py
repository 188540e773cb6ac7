"""Converts high dynamic range (HDR), as phones record it, to standard dynamic range (SDR).

A lookup table holds the SDR colour of each HDR colour. It follows these standards:

- PQ and HLG signals to linear light on a display: ITU-R BT.2100-2, tables 4 and 5 (PQ is SMPTE ST 2084).
- Tone mapping to SDR: ITU-R BT.2446-1, method A.
- BT.2020 colours to BT.709: Report ITU-R BT.2407-0. Colours outside BT.709 are clipped.
- Linear light on an SDR display to the signal: ITU-R BT.1886, with the exponent 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

USUAL_PEAK, PQ_PEAK, SDR_PEAK = 1000.0, 10_000.0, 100.0
"""Peak luminance in cd/m²: of the HLG reference display and of most PQ displays; of the highest PQ signal; of SDR."""
SQUEEZED_PEAK = 1600.0
"""Peak luminance in cd/m² that is assumed for PQ if the file gives none. Luminance from the usual peak to that of the
highest signal is compressed logarithmically into the range from the usual peak to this one."""
PQ_CODE, HLG_CODE = 16, 18
GAMMA = 2.4
HLG_SYSTEM_GAMMA = 1.2
LUMA = np.array([0.0593, 0.6780, 0.2627], np.float32)
"""Weights of blue, green and red in the luminance of BT.2020."""
BT709, BT2020, P3 = 1, 9, 12
TO_BT709 = {
    BT709: np.eye(3),
    BT2020: np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]),
    P3: np.array([[1.2249, -0.2247, 0.0], [-0.0420, 1.0419, 0.0], [-0.0197, -0.0786, 1.0979]]),
}
"""Matrices from linear RGB with each set of primaries to linear RGB of BT.709. P3 is that of SMPTE EG 432."""
LEVELS = 52
"""Number of levels a channel for which the curves are computed. The others are interpolated."""
COLOUR, OPACITY = np.uint32((1 << 24) - 1), np.uint32(255 << 24)
"""Bits of the colour and of the opacity in a BGRA word."""


@dataclass(frozen=True, slots=True)
class Hdr:
    """The HDR signal of a picture.

    Attributes:
        transfer: the transfer function.
        peak: peak luminance, in cd/m²; None for PQ if the file does not give it.
        primaries: the code of its primaries (ITU-T H.273, table 2).
    """

    transfer: Literal["hlg", "pq"]
    peak: float | None
    primaries: int = BT2020

    @classmethod
    def of(cls, transfer: int, peak: float | None = None, *, primaries: int = BT2020) -> Hdr | None:
        """The HDR signal with a transfer function, by its code (ITU-T H.273, table 3); None for SDR.

        Args:
            transfer: the code of the transfer function.
            peak: peak luminance, in cd/m², if the file gives it. It is not used for HLG, which is relative.
            primaries: the code of the primaries (table 2). BT.2020 is assumed for unknown codes.
        """
        known = primaries if primaries in TO_BT709 else BT2020
        if transfer == HLG_CODE:
            return cls("hlg", USUAL_PEAK, known)
        if transfer != PQ_CODE:
            return None
        return cls("pq", None if peak is None else min(max(peak, 2 * SDR_PEAK), PQ_PEAK), known)


def to_sdr(bgra: NDArray[np.uint8], hdr: Hdr) -> NDArray[np.uint8]:
    """Convert a picture from HDR to SDR.

    Args:
        bgra: uint8 (H, W, 4) BGRA, C-contiguous: the signal.
        hdr: the kind of signal.

    Returns:
        uint8 (H, W, 4) BGRA with BT.709 colours and the same opacity.
    """
    signal = bgra.view("<u4")[..., 0]
    sdr = np.take(_table(hdr), signal & COLOUR)
    sdr |= signal & OPACITY
    return sdr.view(np.uint8).reshape(bgra.shape)


@lru_cache(maxsize=1)
def _table(hdr: Hdr) -> NDArray[np.uint32]:
    """The SDR colour of each HDR colour: BGRA words, indexed by the HDR colour. The table takes 64 MB."""
    levels = np.linspace(0, 1, LEVELS, dtype=np.float32)
    nodes = _sdr_colours(np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1)[..., ::-1], hdr)
    # the nodes are interpolated linearly, along R, G and B in turn
    between = np.maximum(1 - np.abs(np.linspace(0, LEVELS - 1, 256)[:, None] - np.arange(LEVELS)), 0)
    weights = np.asarray(between, np.float32)
    planes = (weights @ nodes.reshape(LEVELS, -1)).reshape(256, LEVELS, LEVELS * 3)
    table = np.empty((256, 256, 256), np.uint32)
    for plane, place in zip(planes, table, strict=True):
        rows = (weights @ plane).reshape(256, LEVELS, 3)
        blue, green, red = ((rows[..., channel] @ weights.T + 0.5).astype(np.uint32) for channel in range(3))
        place[...] = blue | green << 8 | red << 16
    return table.astype("<u4", copy=False).reshape(-1)


def _sdr_colours(signal: Floats, hdr: Hdr) -> Floats:
    """SDR levels, 0 to 255, of HDR signals, (..., 3) BGR from 0 to 1."""
    peak = hdr.peak or SQUEEZED_PEAK
    if hdr.transfer == "hlg":
        # scene light becomes display light with a gain that depends on its luminance (BT.2100, OOTF)
        scene = _hlg_light(signal)
        light = scene * (scene @ LUMA)[..., None] ** (HLG_SYSTEM_GAMMA - 1)
    else:
        light = _pq_light(signal) * PQ_PEAK
        if hdr.peak is None:
            beyond = np.log(np.maximum(light, USUAL_PEAK) / USUAL_PEAK) / np.log(PQ_PEAK / USUAL_PEAK)
            light = np.minimum(light, USUAL_PEAK) + (peak - USUAL_PEAK) * beyond
        light = np.minimum(light / peak, 1)
    display = light ** (1 / GAMMA)
    luma = display @ LUMA
    mapped = _on_sdr(luma, peak)
    scale = mapped / np.maximum(1.1 * luma, 1e-6)
    too_red = np.maximum(0.1 / 1.4746 * scale * (display[..., 2] - luma), 0)
    colours = (display - luma[..., None]) * scale[..., None] + (mapped - too_red)[..., None]
    to_bt709 = TO_BT709[hdr.primaries][::-1, ::-1]  # for BGR
    inside = np.clip(np.clip(colours, 0, 1) ** GAMMA @ to_bt709.T, 0, 1)
    return np.asarray(inside ** (1 / GAMMA) * 255, np.float32)


def _on_sdr(luma: NDArray[np.floating], peak: float) -> Floats:
    """The luma on an SDR display for a luma on the HDR display, which is 1 at the peak (BT.2446-1, 4.2)."""
    dark, bright = (1 + 32 * (light / 10_000) ** (1 / GAMMA) for light in (SDR_PEAK, peak))
    perceived = np.log1p((bright - 1) * luma) / np.log(bright)
    compressed = np.select(
        [perceived <= 0.7399, perceived < 0.9909],
        [1.0770 * perceived, -1.1510 * perceived**2 + 2.7811 * perceived - 0.6302],
        0.5 * perceived + 0.5,
    )
    return np.asarray((dark**compressed - 1) / (dark - 1), np.float32)


def _hlg_light(signal: Floats) -> Floats:
    """Linear light of the scene, 0 to 1 (BT.2100, inverse OETF of HLG)."""
    a = 0.17883277
    b, c = 1 - 4 * a, 0.5 - a * np.log(4 * a)
    return np.asarray(np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12))


def _pq_light(signal: Floats) -> Floats:
    """Linear light on the display, 0 to 1 for 10,000 cd/m² (BT.2100, EOTF of PQ)."""
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    root = signal.astype(np.float64) ** (1 / m2)
    return np.asarray((np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1))
