"""Buffers: memory that is used again once nobody can see it any more."""

from __future__ import annotations

import gc
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.buffers import KEPT, Buffers

if TYPE_CHECKING:
    from collections.abc import Iterator


def address(array: np.ndarray) -> int:
    return int(array.ctypes.data)


def test_an_array_has_the_shape_asked_for_and_can_be_written() -> None:
    array = Buffers().take((3, 5, 3))
    array[:] = 7
    assert array.shape == (3, 5, 3)
    assert array.dtype == np.uint8
    assert array.flags.c_contiguous


def test_an_array_that_nobody_holds_is_handed_out_again() -> None:
    buffers = Buffers()
    first = buffers.take((40, 60))
    where = address(first)
    del first
    assert address(buffers.take((40, 60))) == where
    assert address(buffers.take((30, 80))) == where


def test_an_array_that_is_held_is_not() -> None:
    buffers = Buffers()
    held = [buffers.take((40, 60)) for _ in range(2 * KEPT)]
    assert len({address(array) for array in held}) == 2 * KEPT


def test_a_view_of_an_array_and_a_view_of_that_hold_it() -> None:
    buffers = Buffers()
    array = buffers.take((40, 60))
    array[:] = 7
    view = array.view()[3:].reshape(-1)[::2]
    memory = array.data
    del array
    gc.collect()
    buffers.take((40, 60))[:] = 0
    assert (view == 7).all()
    del view
    buffers.take((40, 60))[:] = 0
    assert memory[5, 5] == 7


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
def test_memory_of_a_size_that_is_not_asked_for_any_more_is_given_back() -> None:
    buffers = Buffers()
    large = [buffers.take((1000, 1000)) for _ in range(KEPT)]
    del large
    small = [buffers.take((2, 2)) for _ in range(KEPT)]
    del small
    assert tracemalloc.get_traced_memory()[0] < 100_000


@pytest.mark.usefixtures("traced")
def test_no_more_than_a_few_are_kept() -> None:
    buffers = Buffers()
    many = [buffers.take((1000, 1000)) for _ in range(3 * KEPT)]
    del many
    assert tracemalloc.get_traced_memory()[0] < (KEPT + 0.1) * 1_000_000


@pytest.mark.usefixtures("traced")
def test_two_sizes_in_turn_are_both_used_again() -> None:
    buffers = Buffers()
    places = {size: {address(buffers.take(size)) for _ in range(5)} for size in ((1000, 1000), (500, 500))}
    for _ in range(5):
        for size, known in places.items():
            assert address(buffers.take(size)) in known


def test_what_is_held_longer_than_the_buffers_stays() -> None:
    array = Buffers().take((2, 2))
    array[:] = 7
    gc.collect()
    assert (array == 7).all()
