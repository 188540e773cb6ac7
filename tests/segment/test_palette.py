"""The palette: what it says of a frame, and the cold fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from live_seg.config import Config
from live_seg.segment.colour_space import colours_of, features_of
from live_seg.segment.palette import Palette, measured_palette
from live_seg.segment.sampling import Sample
from live_seg.segment.tracking.tracker import PaletteTracker
from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace
    from tests.oracle import Bytes

BLACK, WHITE, RED, GREEN = (0, 0, 0), (255, 255, 255), (0, 0, 200), (0, 200, 0)
both_spaces = pytest.mark.parametrize("space", ["lab", "bgr"])


def fitted(picture: Bytes, k: int = 8, space: ColourSpace = "lab", seed: int = 0) -> Palette:
    config = Config(k=k, seed=seed, colour_space=space)
    sample = Sample.of(picture, config.sample_size, space)
    return measured_palette(sample.points, PaletteTracker().follow(sample, config), space, 42)


def points_of(picture: Bytes, space: ColourSpace) -> NDArray[np.float32]:
    return features_of(picture.reshape(-1, 3), space)


@both_spaces
@pytest.mark.parametrize("k", [1, 2, 8, 64])
def test_shares_are_the_counts_of_brute_force_and_sum_to_one(k: int, space: ColourSpace) -> None:
    palette = fitted(oracle.scene(), k=k, space=space)
    labels = oracle.nearest(points_of(oracle.scene(), space), palette.centroids)
    np.testing.assert_allclose(palette.shares, np.bincount(labels, minlength=k) / len(labels), rtol=1e-6)
    assert palette.shares.sum(dtype=np.float64) == pytest.approx(1, abs=1e-6)


@both_spaces
@pytest.mark.parametrize("k", [1, 2, 8, 64])
def test_inertia_is_the_sum_of_squares_of_brute_force(k: int, space: ColourSpace) -> None:
    palette = fitted(oracle.scene(), k=k, space=space)
    assert palette.inertia == oracle.wcss(points_of(oracle.scene(), space), palette.centroids)


def test_dtypes_and_shapes_are_those_promised() -> None:
    palette = fitted(oracle.scene(), k=5)
    arrays = palette.centroids, palette.colours, palette.shares
    assert [str(array.dtype) for array in arrays] == ["float32", "uint8", "float32"]
    assert [array.shape for array in arrays] == [(5, 3), (5, 3), (5,)]
    assert isinstance(palette.inertia, float)
    assert palette.fitted_on == 42


@pytest.mark.parametrize("name", ["centroids", "colours", "shares"])
def test_arrays_are_read_only(name: str) -> None:
    for palette in (fitted(oracle.scene()), fitted(oracle.stripes(RED))):
        with pytest.raises(ValueError, match="read-only"):
            getattr(palette, name)[:] = 0


def test_colours_in_bgr_are_the_centroids_rounded() -> None:
    palette = fitted(oracle.scene(), space="bgr")
    np.testing.assert_array_equal(palette.colours, np.rint(palette.centroids))


def test_colours_in_lab_are_those_of_the_textbook_to_within_a_level() -> None:
    centroids = points_of(oracle.noise(100, 100), "lab")
    np.testing.assert_allclose(colours_of(centroids, "lab"), oracle.bgr_of_lab(centroids), atol=1.0)


def test_colours_that_no_screen_can_show_are_clipped() -> None:
    assert colours_of(np.array([[100, 127, -128], [0, -128, 127]], np.float32), "lab").dtype == np.uint8
    np.testing.assert_array_equal(colours_of(np.array([[110, 0, 0], [-5, 0, 0]], np.float32), "lab"), [WHITE, BLACK])


@both_spaces
def test_colours_come_back_from_their_features(space: ColourSpace) -> None:
    lattice = np.stack(np.meshgrid(*[np.arange(0, 256, 15, dtype=np.uint8)] * 3), axis=-1).reshape(-1, 3)
    off = np.abs(colours_of(features_of(lattice, space), space).astype(int) - lattice)
    # blue hardly shows beside bright yellow: there, a level of it is less than the grid of 1/8 in b*
    assert off.max() <= (4 if space == "lab" else 0)
    assert np.percentile(off, 99) <= (1 if space == "lab" else 0)


@both_spaces
@pytest.mark.parametrize("colours", [(BLACK,), (RED,), (WHITE,), (BLACK, WHITE), (RED, GREEN, BLACK)])
def test_a_frame_of_fewer_colours_than_k_gets_exactly_these(
    colours: tuple[tuple[int, int, int], ...], space: ColourSpace
) -> None:
    palette = fitted(oracle.stripes(*colours, width=60), space=space)
    assert {tuple(colour.tolist()) for colour in palette.colours} == set(colours)
    assert len(palette.colours) == len(colours)
    np.testing.assert_allclose(palette.shares, 1 / len(colours))
    assert palette.inertia == 0


@both_spaces
def test_a_frame_of_k_colours_gets_exactly_these(space: ColourSpace) -> None:
    assert fitted(oracle.stripes(BLACK, WHITE, RED, GREEN), k=4, space=space).inertia == 0


def test_a_single_pixel_is_one_cluster() -> None:
    palette = fitted(np.array([[RED]], np.uint8))
    assert palette.shares.tolist() == [1]


@both_spaces
@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_a_cold_fit_is_within_3_percent_of_the_best_of_ten(seed: int, space: ColourSpace) -> None:
    points = points_of(oracle.scene(), space).astype(np.float64)
    with threadpool_limits(1):
        best = KMeans(6, n_init=10, random_state=0).fit(points).inertia_
    palette = fitted(oracle.scene(), k=6, seed=seed, space=space)
    assert palette.inertia < 1.03 * best


@pytest.mark.parametrize("picture", [oracle.scene(), oracle.stripes(WHITE, BLACK, RED)], ids=["scene", "stripes"])
def test_a_cold_fit_orders_clusters_from_dark_to_light(picture: Bytes) -> None:
    lightness = fitted(picture).centroids[:, 0]
    assert (np.diff(lightness) >= 0).all()
    assert lightness[0] < lightness[-1]
