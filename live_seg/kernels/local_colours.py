"""Loops over the pixels of regions: mean colours within them, and rows of their table to colours and masks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

BLOCKS = 64
"""Parts of a picture that are shared out among threads, where no part needs memory of its own."""

LONGEST = np.uint64(128)
"""Words of eight pixels that are summed before the table is touched: two bytes of each add up to less than 2**16."""

_BYTES_EQUAL, _PAIRS_EQUAL = np.uint64(0x0101_0101_0101_0101), np.uint64(0x0001_0001_0001_0001)
_EVEN_BYTES, _PAIR = np.uint64(0x00FF_00FF_00FF_00FF), np.uint64(0xFFFF)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFF_FFFF)
_ONE = np.uint64(1 << 32)


@njit(inline="never")
def _sum_words(
    first: int,
    last: int,
    rows: NDArray[np.uint16],
    labels: NDArray[np.uint8],
    bgr: NDArray[np.uint8],
    k: int,
    sums: NDArray[np.uint64],
) -> None:
    """Sum the colours of the pixels from eight times `first` to eight times `last`.

    sums: (n k, 2), which is added to. The first number has blue in its lower and green in its upper 32 bits, the second
    one red and the count, so that a pixel takes two additions.
    """
    wide, end = np.uint64(k), labels.shape[0] // 8
    eight_labels, four_rows = labels[: 8 * end].view(np.uint64), rows[: 8 * end].view(np.uint64)
    eight_bytes = bgr[: 24 * end].view(np.uint64)
    brgb = gbrg = rgbr = words = run = np.uint64(0)
    for word in range(first, last):
        some, left, right = eight_labels[word], four_rows[2 * word], four_rows[2 * word + 1]
        label, row = some & np.uint64(0xFF), left & _PAIR
        if some == label * _BYTES_EQUAL and left == right and left == row * _PAIRS_EQUAL:
            # Most groups of eight pixels have one label in one region: their bytes are summed four at a time. The
            # channels of a word's bytes are b g r b g r b g, those of the next one r b g ..., and then g r b ...
            at = row * wide + label
            if at != run or words == LONGEST:
                _add_run(brgb, gbrg, rgbr, words, sums[run])
                brgb = gbrg = rgbr = words = np.uint64(0)
                run = at
            one, two, three = eight_bytes[3 * word], eight_bytes[3 * word + 1], eight_bytes[3 * word + 2]
            brgb += (one & _EVEN_BYTES) + (two >> np.uint64(8) & _EVEN_BYTES)
            gbrg += (one >> np.uint64(8) & _EVEN_BYTES) + (three & _EVEN_BYTES)
            rgbr += (two & _EVEN_BYTES) + (three >> np.uint64(8) & _EVEN_BYTES)
            words += np.uint64(1)
        else:
            _sum_pixels(8 * word, 8 * word + 8, rows, labels, bgr, wide, sums)
    _add_run(brgb, gbrg, rgbr, words, sums[run])


@njit(inline="always")
def _add_run(brgb: np.uint64, gbrg: np.uint64, rgbr: np.uint64, words: np.uint64, entry: NDArray[np.uint64]) -> None:
    """Add sums of 16 bits each, named by their channels from the lowest on, of eight times `words` pixels."""
    entry[0] += (brgb & _PAIR) + (brgb >> np.uint64(48)) + (gbrg >> np.uint64(16) & _PAIR) + (rgbr >> _HALF & _PAIR)
    green = (brgb >> _HALF & _PAIR) + (gbrg & _PAIR) + (gbrg >> np.uint64(48)) + (rgbr >> np.uint64(16) & _PAIR)
    entry[0] += green << _HALF
    entry[1] += (brgb >> np.uint64(16) & _PAIR) + (gbrg >> _HALF & _PAIR) + (rgbr & _PAIR) + (rgbr >> np.uint64(48))
    entry[1] += words << np.uint64(35)


@njit(inline="always")
def _sum_pixels(
    first: int,
    last: int,
    rows: NDArray[np.uint16],
    labels: NDArray[np.uint8],
    bgr: NDArray[np.uint8],
    wide: np.uint64,
    sums: NDArray[np.uint64],
) -> None:
    for x in range(first, last):
        at = np.uint64(rows[x]) * wide + np.uint64(labels[x])
        sums[at, 0] += np.uint64(bgr[3 * x]) | np.uint64(bgr[3 * x + 1]) << _HALF
        sums[at, 1] += np.uint64(bgr[3 * x + 2]) | _ONE


@njit(inline="never")
def _mean_of(entry: int, sums: NDArray[np.uint64], out: NDArray[np.uint32]) -> None:
    """The mean of one entry over all blocks, rounded to the nearest, halves up; 0 without pixels."""
    blue = green = red = count = np.uint64(0)
    for block in range(sums.shape[0]):
        blue += sums[block, entry, 0] & _LOW
        green += sums[block, entry, 0] >> _HALF
        red += sums[block, entry, 1] & _LOW
        count += sums[block, entry, 1] >> _HALF
    if count == 0:
        out[entry] = 0
        return
    half = count >> np.uint64(1)
    b, g, r = (blue + half) // count, (green + half) // count, (red + half) // count
    out[entry] = b | g << np.uint64(8) | r << np.uint64(16)


@kernel(parallel=True)
def local_means(
    rows: NDArray[np.uint16],
    labels: NDArray[np.uint8],
    bgr: NDArray[np.uint8],
    sums: NDArray[np.uint64],
    out: NDArray[np.uint32],
) -> None:
    """Find the mean colour of each label in each region: rows and labels (N,), bgr (3 N,), out (n, k).

    sums: (blocks, n k, 2), the memory that the blocks of pixels need. A block has less than 2**24 pixels. An entry of
    `out` has blue in its lowest byte, then green and red. Whole numbers are summed, so that threads make no difference.
    """
    blocks, words, k = sums.shape[0], labels.shape[0] // 8, out.shape[1]
    for block in prange(blocks):
        sums[block] = np.uint64(0)
        _sum_words(block * words // blocks, (block + 1) * words // blocks, rows, labels, bgr, k, sums[block])
    _sum_pixels(8 * words, labels.shape[0], rows, labels, bgr, np.uint64(k), sums[0])
    means = out.reshape(-1)
    for entry in range(means.shape[0]):
        _mean_of(entry, sums, means)


@kernel()
def local_means_on_one_core(
    rows: NDArray[np.uint16],
    labels: NDArray[np.uint8],
    bgr: NDArray[np.uint8],
    sums: NDArray[np.uint64],
    out: NDArray[np.uint32],
) -> None:
    """As `local_means`."""
    blocks, words, k = sums.shape[0], labels.shape[0] // 8, out.shape[1]
    for block in range(blocks):
        sums[block] = np.uint64(0)
        _sum_words(block * words // blocks, (block + 1) * words // blocks, rows, labels, bgr, k, sums[block])
    _sum_pixels(8 * words, labels.shape[0], rows, labels, bgr, np.uint64(k), sums[0])
    means = out.reshape(-1)
    for entry in range(means.shape[0]):
        _mean_of(entry, sums, means)


@njit(inline="always")
def _store(
    word: int,
    a: np.uint64,
    b: np.uint64,
    c: np.uint64,
    d: np.uint64,
    out: NDArray[np.uint32],
) -> None:
    """Write four colours of three bytes as three words."""
    out[3 * word] = a | b << np.uint64(24)
    out[3 * word + 1] = b >> np.uint64(8) | c << np.uint64(16)
    out[3 * word + 2] = c >> np.uint64(16) | d << np.uint64(8)


@njit(inline="never")
def _paint_pixels(
    first: int,
    last: int,
    rows: NDArray[np.uint16],
    labels: NDArray[np.uint8],
    colours: NDArray[np.uint32],
    out: NDArray[np.uint32],
) -> None:
    """The pixels of `paint_locally` from four times `first` to four times `last`."""
    k, table = np.uint64(colours.shape[1]), colours.reshape(-1)
    for word in range(first, last):
        x = 4 * word
        a = np.uint64(table[np.uint64(rows[x]) * k + np.uint64(labels[x])])
        b = np.uint64(table[np.uint64(rows[x + 1]) * k + np.uint64(labels[x + 1])])
        c = np.uint64(table[np.uint64(rows[x + 2]) * k + np.uint64(labels[x + 2])])
        d = np.uint64(table[np.uint64(rows[x + 3]) * k + np.uint64(labels[x + 3])])
        _store(word, a, b, c, d, out)


@kernel(parallel=True)
def paint_locally(
    rows: NDArray[np.uint16], labels: NDArray[np.uint8], colours: NDArray[np.uint32], out: NDArray[np.uint32]
) -> None:
    """Give pixels the colours of their labels in their regions, four at a time: rows and labels (4 N,), out (3 N,).

    colours: (n, k), the three bytes of each colour, the first one lowest.
    """
    words = out.shape[0] // 3
    for block in prange(BLOCKS):
        _paint_pixels(block * words // BLOCKS, (block + 1) * words // BLOCKS, rows, labels, colours, out)


@kernel()
def paint_locally_on_one_core(
    rows: NDArray[np.uint16], labels: NDArray[np.uint8], colours: NDArray[np.uint32], out: NDArray[np.uint32]
) -> None:
    """As `paint_locally`."""
    _paint_pixels(0, out.shape[0] // 3, rows, labels, colours, out)


@kernel(parallel=True)
def look_up(rows: NDArray[np.uint16], table: NDArray[Any], out: NDArray[Any]) -> None:
    """Give each pixel the value of its region: rows and out (N,), table (n,)."""
    size = rows.shape[0]
    for block in prange(BLOCKS):
        for x in range(block * size // BLOCKS, (block + 1) * size // BLOCKS):
            out[x] = table[rows[x]]
