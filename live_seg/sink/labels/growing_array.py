"""A NumPy array in a zip file that is written picture by picture, before the number of pictures is known.

A `.npy` file begins with the shape, which is only known at the end. So the header goes into an uncompressed block of
fixed size, the first block of the compressed data. At the end only this block is rewritten: the checksum of the whole
is computed from those of the header and the pixels.
"""

from __future__ import annotations

import shutil
import struct
import zlib
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from live_seg.sink.labels.crc import joined_crc

RAW = -15
"""`wbits` for raw deflate data, as in zip files."""
LEVEL = 1
"""Compression level. Level 6 takes four times as long, and files are a third smaller."""


class GrowingArray:
    """Writes an array (N, H, W) with a header that is corrected at the end.

    Args:
        file: gets the compressed data, from its current position on.
        dtype: the array's dtype, little-endian.
        shape: height and width of a picture.
    """

    def __init__(self, file: IO[bytes], dtype: np.dtype[np.generic], shape: tuple[int, int]) -> None:
        self._file = file
        self._dtype, self._shape = dtype, shape
        self._pictures = self._length = self._crc = 0
        # labels have runs of equal bytes; regions have runs of equal int32, which Z_RLE does not find
        strategy = zlib.Z_RLE if dtype.itemsize == 1 else zlib.Z_DEFAULT_STRATEGY
        self._compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW, zlib.DEF_MEM_LEVEL, strategy)
        file.write(self.first_block())

    def add(self, picture: NDArray[np.uint8] | NDArray[np.int32]) -> None:
        """Write the next picture, (H, W)."""
        data = np.ascontiguousarray(picture, self._dtype).data.cast("B")
        self._file.write(self._compressor.compress(data))
        self._crc = zlib.crc32(data, self._crc)
        self._length += len(data)
        self._pictures += 1

    def finish(self) -> None:
        """Write the rest of the compressed data. After that, `first_block` must be written again."""
        self._file.write(self._compressor.flush())

    def first_block(self) -> bytes:
        """The block with the header for the pictures written so far. Its length is always the same."""
        header = self._header()
        return struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header

    def _header(self) -> bytes:
        header = BytesIO()
        shape = (self._pictures, *self._shape)
        np.lib.format.write_array_header_1_0(
            header, {"descr": np.lib.format.dtype_to_descr(self._dtype), "fortran_order": False, "shape": shape}
        )
        return header.getvalue()

    def describe_in(self, member: ZipInfo) -> None:
        """Set the compression, size and checksum in the header of a zip member."""
        header = self._header()
        member.compress_type = ZIP_DEFLATED
        member.file_size = len(header) + self._length
        member.CRC = joined_crc(zlib.crc32(header), self._crc, self._length)


def finish_member(archive: ZipFile, file: IO[bytes], member: ZipInfo, array: GrowingArray) -> None:
    """Correct the headers of a member, which zipfile has written as if its compressed data were uncompressed.

    Args:
        archive: the zip file.
        file: the same file, open for writing.
        member: the member. Its handle is closed.
        array: what was written.
    """
    array.describe_in(member)
    file.seek(member.header_offset)
    file.write(member.FileHeader(zip64=True))
    file.write(array.first_block())
    file.seek(archive.start_dir)


def copy_into(archive: ZipFile, file: IO[bytes], name: str, data: IO[bytes], array: GrowingArray) -> None:
    """Add an array that was written to another file."""
    member = ZipInfo(name)
    data.seek(0)
    with archive.open(member, "w", force_zip64=True) as target:
        shutil.copyfileobj(data, target)
    finish_member(archive, file, member, array)
