"""The checksum of two concatenated pieces of data, computed from their checksums."""

from __future__ import annotations

POLYNOMIAL = 0xEDB88320
"""The polynomial of CRC-32, as used in zip files. The highest bit is the coefficient of x^0."""
ONE = 1 << 31


def joined_crc(first: int, second: int, length: int) -> int:
    """The CRC-32 of two concatenated pieces of data.

    Args:
        first: CRC-32 of the first piece.
        second: CRC-32 of the second piece.
        length: length of the second piece, in bytes.

    >>> from zlib import crc32
    >>> joined_crc(crc32(b"one"), crc32(b"other"), 5) == crc32(b"oneother")
    True
    """
    # appending n bits multiplies the first checksum by x^n
    power, square, bits = ONE, ONE >> 1, 8 * length
    while bits:
        if bits & 1:
            power = _product(power, square)
        square = _product(square, square)
        bits >>= 1
    return _product(first, power) ^ second


def _product(one: int, other: int) -> int:
    """The product of two polynomials, modulo the polynomial of CRC-32."""
    product = 0
    while one:
        if one & ONE:
            product ^= other
        one = (one << 1) & 0xFFFFFFFF
        other = other >> 1 ^ (POLYNOMIAL if other & 1 else 0)
    return product
