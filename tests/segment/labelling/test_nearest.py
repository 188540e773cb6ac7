"""Labels: the nearest centroid of every pixel, bit for bit, whatever the picture, the machine and the threads."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
import pytest

import live_seg
from live_seg.kernels import colour_cache
from live_seg.kernels.colour import CELLS, IN_A_CELL, SIDE
from live_seg.kernels.colour_cache import TURNS
from live_seg.segment.colour_space import cell_balls, features_of
from live_seg.segment.labelling.nearest import Labeller
from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace
    from tests.oracle import Bytes

ROOT = Path(live_seg.__file__).parents[1]
SPACES: tuple[ColourSpace, ...] = ("lab", "bgr")


def label(bgr: Bytes, centroids: NDArray[np.float32], space: ColourSpace) -> Bytes:
    return Labeller().label(bgr, centroids, space)


def random_centroids(k: int, space: ColourSpace) -> NDArray[np.float32]:
    """Any points of the space's box on the grid of 1/8."""
    low, high = ((0, 0, 0), (255, 255, 255)) if space == "bgr" else ((0, -128, -128), (100, 127, 127))
    steps = np.random.default_rng(k).integers(np.multiply(low, 8), np.multiply(high, 8) + 1, (k, 3))
    return (steps / 8).astype(np.float32)


def expected(bgr: Bytes, centroids: NDArray[np.float32], space: ColourSpace) -> NDArray[np.intp]:
    pixels = bgr.reshape(-1, 3)
    points = pixels.astype(np.float64) if space == "bgr" else oracle.lab_on_grid(pixels)
    return oracle.nearest(points, centroids).reshape(bgr.shape[:2])


def every_colour_on_a_lattice() -> Bytes:
    levels = np.rint(np.linspace(0, 255, 33)).astype(np.uint8)
    return np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(33, -1, 3)


DARK = np.stack(np.meshgrid(*[np.arange(48, dtype=np.uint8)] * 3), axis=-1)
PICTURES = {
    "noise": oracle.noise(61, 83),
    "lattice": every_colour_on_a_lattice(),
    "random 200,000": oracle.noise(400, 500, seed=1),
    "stripes": oracle.stripes((0, 0, 0), (255, 255, 255), (0, 0, 255), (3, 2, 1)),
    "checks": np.kron(np.indices((20, 30)).sum(axis=0) % 2, np.full((3, 3), 255))[..., None].repeat(3, 2).astype("u1"),
    "scene": oracle.scene(),
    "dark scene": oracle.scene(light=0.05),
}


@pytest.mark.parametrize("space", SPACES)
def test_labels_are_those_of_brute_force(space: ColourSpace) -> None:
    for (name, picture), k in product(PICTURES.items(), (1, 2, 3, 8, 33, 64)):
        centroids = random_centroids(k, space)
        labels = label(picture, centroids, space)
        assert labels.dtype == np.uint8
        np.testing.assert_array_equal(labels, expected(picture, centroids, space), f"{name}, k {k}")


@pytest.mark.parametrize(
    "picture", [PICTURES["lattice"], PICTURES["random 200,000"], DARK], ids=["33^3", "any", "dark"]
)
def test_features_are_cielab_to_within_0_3(picture: Bytes) -> None:
    pixels = picture.reshape(-1, 3)
    assert np.abs(features_of(pixels, "lab") - oracle.lab_of_bgr(pixels)).max() < 0.3


@pytest.mark.parametrize(
    "picture", [PICTURES["lattice"], PICTURES["random 200,000"], DARK], ids=["33^3", "any", "dark"]
)
def test_features_are_the_oracles_bit_for_bit(picture: Bytes) -> None:
    pixels = picture.reshape(-1, 3)
    np.testing.assert_array_equal(features_of(pixels, "lab"), oracle.lab_on_grid(pixels))


@pytest.mark.parametrize(
    "picture", [PICTURES["lattice"], PICTURES["random 200,000"], DARK], ids=["33^3", "any", "dark"]
)
def test_features_lie_on_the_grid_on_which_distances_are_exact(picture: Bytes) -> None:
    features = features_of(picture.reshape(-1, 3), "lab")
    assert features.dtype == np.float32
    assert np.array_equal(features * 8, np.rint(features * 8))
    assert np.abs(features).max() < 128


def test_grays_have_no_colour_and_get_lighter_from_black_at_0_to_white_at_100() -> None:
    lightness, a, b = features_of(np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1), "lab").T
    assert not a.any()
    assert not b.any()
    assert (lightness[0], lightness[-1]) == (0, 100)
    assert (np.diff(lightness) > 0).all()


@pytest.mark.parametrize("space", SPACES)
def test_what_is_remembered_of_a_palette_is_forgotten_with_it(space: ColourSpace) -> None:
    labeller, rng = Labeller(), np.random.default_rng(5)
    picture = oracle.noise(120, 160)
    for k in (8, 8, 3, 64, 1, 8):
        centroids = features_of(rng.integers(0, 256, (k, 3), dtype=np.uint8), space)
        for _ in range(2):  # the second time, all of it is remembered
            np.testing.assert_array_equal(
                labeller.label(picture, centroids, space), expected(picture, centroids, space)
            )


def test_an_interrupt_while_the_palette_changes_leaves_no_label_of_the_wrong_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labeller, picture = Labeller(), oracle.noise(64, 64)
    first, second = random_centroids(8, "lab"), random_centroids(7, "lab")
    refill = colour_cache.refill

    def interrupted(*arguments: Any) -> None:
        refill(*arguments)
        raise KeyboardInterrupt

    labeller.label(picture, first, "lab")
    monkeypatch.setattr(colour_cache, "refill", interrupted)
    with pytest.raises(KeyboardInterrupt):
        labeller.label(picture, second, "lab")
    monkeypatch.undo()
    np.testing.assert_array_equal(labeller.label(picture, first, "lab"), expected(picture, first, "lab"))


def test_colours_that_come_back_after_many_palettes_are_labelled_by_the_newest() -> None:
    labeller, rng = Labeller(), np.random.default_rng(6)
    seen, other = oracle.noise(24, 32, seed=1), oracle.noise(24, 32, seed=2)
    for turn in range(2 * TURNS + 3):
        picture = seen if turn % TURNS < 2 else other
        centroids = features_of(rng.integers(0, 256, (5, 3), dtype=np.uint8), "lab")
        np.testing.assert_array_equal(labeller.label(picture, centroids, "lab"), expected(picture, centroids, "lab"))


def test_the_same_numbers_in_another_space_are_another_palette() -> None:
    labeller, picture = Labeller(), oracle.noise(40, 60)
    centroids = np.array([[10, 20, 30], [60, 5, -20], [90, 50, 50]], np.float32)
    for space in (*SPACES, *SPACES):
        np.testing.assert_array_equal(labeller.label(picture, centroids, space), expected(picture, centroids, space))


@pytest.mark.parametrize("space", SPACES)
def test_centroids_so_near_to_each_other_that_every_cell_is_cut(space: ColourSpace) -> None:
    middle = features_of(np.array([[100, 120, 140]], np.uint8), space)
    centroids = middle + np.random.default_rng(3).integers(-16, 17, (64, 3)).astype(np.float32) / np.float32(8)
    picture = np.clip(oracle.noise(60, 80) // 4 + np.array([70, 90, 110]), 0, 255).astype(np.uint8)
    np.testing.assert_array_equal(label(picture, centroids, space), expected(picture, centroids, space))


@pytest.mark.parametrize("space", SPACES)
def test_every_colour_there_is_lies_in_its_cells_ball(space: ColourSpace) -> None:
    balls = cell_balls(space)
    assert balls.shape == (CELLS, 4)
    cells = 256 // SIDE
    for plane in range(cells):
        levels = np.meshgrid(np.arange(plane * SIDE, (plane + 1) * SIDE), np.arange(256), np.arange(256), indexing="ij")
        points = features_of(np.stack(levels, axis=-1).astype(np.uint8).reshape(-1, 3), space)
        by_cell = points.reshape(SIDE, cells, SIDE, cells, SIDE, 3).transpose(1, 3, 0, 2, 4, 5)
        ball = balls[plane * cells**2 : (plane + 1) * cells**2, None]
        squared = ((by_cell.reshape(cells**2, IN_A_CELL, 3) - ball[:, :, :3]) ** 2).sum(axis=2)
        assert (squared <= ball[:, :, 3] ** 2).all()


@pytest.mark.parametrize("space", SPACES)
def test_labels_are_exact_at_every_size(space: ColourSpace) -> None:
    for size in ((1, 1), (1, 97), (97, 1), (2, 2), (3, 5), (17, 31), (2, 4097)):
        picture, centroids = oracle.noise(*size), random_centroids(8, space)
        labels = label(picture, centroids, space)
        np.testing.assert_array_equal(labels, expected(picture, centroids, space), f"size {size}")


def test_a_picture_that_is_not_contiguous_is_labelled_as_its_copy() -> None:
    centroids = random_centroids(8, "bgr")
    picture = oracle.noise(40, 60)[::2, ::-1]
    np.testing.assert_array_equal(label(picture, centroids, "bgr"), expected(picture, centroids, "bgr"))


@pytest.mark.parametrize("space", SPACES)
def test_of_equal_centroids_the_lowest_index_wins(space: ColourSpace) -> None:
    twice = np.repeat(random_centroids(8, space), 8, axis=0)
    assert set(np.unique(label(oracle.noise(40, 60), twice, space))) <= set(range(0, 64, 8))


@pytest.mark.parametrize("space", SPACES)
def test_ties_go_to_the_lowest_index(space: ColourSpace) -> None:
    colour = np.array([101, 55, 200], np.uint8)
    picture = np.tile(colour, (5, 7, 1))
    for distance, channel, order in product((1 / 8, 1.0, 37.625), range(3), (1, -1)):
        aside = np.zeros((2, 3), np.float32)
        aside[:, channel] = distance * order, -distance * order
        centroids = features_of(colour[None], space) + aside
        assert not label(picture, centroids, space).any(), f"{distance * order} apart in channel {channel}"


@pytest.mark.parametrize("space", SPACES)
def test_labels_do_not_depend_on_the_number_of_threads(space: ColourSpace) -> None:
    picture, centroids = oracle.scene(height=271, width=481), random_centroids(33, space)
    most = numba.get_num_threads()
    by_count = []
    try:
        for count in (1, min(2, most), most):
            numba.set_num_threads(count)
            by_count.append(label(picture, centroids, space))
    finally:
        numba.set_num_threads(most)
    assert all(np.array_equal(labels, by_count[0]) for labels in by_count)


TWO_THREADS = """
import threading
from threadpoolctl import threadpool_info
from live_seg import Config, Segmenter, warm_up
from tests import oracle

def segmented(film, start, out):
    segmenter = Segmenter(Config(k=6))
    start.wait()
    out += [segmenter.segment(picture).labels.tobytes() for picture in film]

def pools():
    return sorted((pool["filepath"], pool["num_threads"]) for pool in threadpool_info())

warm_up()
films = [[oracle.noise(30, 40, seed=1000 * who + when) for when in range(50)] for who in range(2)]
alone, together, start = ([], []), ([], []), threading.Barrier(1)
for film, out in zip(films, alone):
    segmented(film, start, out)
before, start = pools(), threading.Barrier(2)
threads = [threading.Thread(target=segmented, args=(film, start, out)) for film, out in zip(films, together)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("labels", "same" if alone == together else "differ")
print("pools", "same" if pools() == before else f"differ: {before} {pools()}")
"""


@pytest.fixture(scope="module")
def two_threads() -> subprocess.CompletedProcess[str]:
    """Two segmenters in two threads at once, in a process of their own: where this goes wrong it aborts."""
    return subprocess.run(
        [sys.executable, "-c", TWO_THREADS],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )


def test_two_threads_may_segment_at_once(two_threads: subprocess.CompletedProcess[str]) -> None:
    assert two_threads.returncode == 0, two_threads.stderr
    assert "labels same" in two_threads.stdout


def test_two_threads_leave_the_thread_pools_as_they_found_them(two_threads: subprocess.CompletedProcess[str]) -> None:
    assert "pools same" in two_threads.stdout, two_threads.stdout
