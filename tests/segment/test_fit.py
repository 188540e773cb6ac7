"""The fits that scikit-learn does: the warm step, and the fit from nothing."""

from __future__ import annotations

import numpy as np
import pytest

from live_seg.segment.colour_space import features_of
from live_seg.segment.fit import fit_anew, step_warm
from tests import oracle
from tests.segment.test_palette import BLACK, WHITE, both_spaces


@both_spaces
@pytest.mark.parametrize("k", [2, 8, 33])
def test_a_warm_step_is_one_lloyd_step(k: int, space: str) -> None:
    points = features_of(oracle.scene().reshape(-1, 3), "bgr" if space == "bgr" else "lab")
    before = fit_anew(features_of(oracle.scene(0.95).reshape(-1, 3), "bgr" if space == "bgr" else "lab"), k, 0)
    np.testing.assert_allclose(step_warm(points, before), oracle.lloyd_step(points, before), rtol=0, atol=1e-3)


def test_a_centroid_that_nothing_is_nearest_to_stays() -> None:
    points = features_of(oracle.stripes(BLACK).reshape(-1, 3), "bgr")
    np.testing.assert_array_equal(step_warm(points, np.array([BLACK, WHITE], np.float32)), [BLACK, WHITE])


def test_a_sample_may_have_fewer_points_than_there_are_clusters() -> None:
    points = np.array([[0, 0, 0], [10, 0, 0]], np.float32)
    moved = step_warm(points, np.array([[1, 0, 0], [9, 0, 0], [90, 0, 0]], np.float32))
    np.testing.assert_allclose(moved, [[0, 0, 0], [10, 0, 0], [90, 0, 0]])


def test_of_no_more_colours_than_clusters_all_are_taken() -> None:
    points = features_of(oracle.stripes(BLACK, WHITE).reshape(-1, 3), "bgr")
    np.testing.assert_array_equal(fit_anew(points, 8, 0), [BLACK, WHITE])


def test_a_row_with_a_weight_counts_as_that_many_rows() -> None:
    points = features_of(oracle.scene()[::4, ::4].reshape(-1, 3).copy(), "lab")
    weights = np.random.default_rng(0).integers(1, 5, len(points))
    repeated, counted = np.repeat(points, weights, axis=0), weights.astype(np.float32)
    before = fit_anew(points, 8, 0)
    np.testing.assert_allclose(step_warm(points, before, counted), oracle.lloyd_step(repeated, before), atol=1e-3)
    np.testing.assert_allclose(fit_anew(points, 1, 0, counted)[0], repeated.mean(axis=0, dtype=np.float64))


def test_weights_with_fewer_rows_than_centroids() -> None:
    points, weights = np.array([[0, 0, 0], [4, 0, 0]], np.float32), np.array([3, 1], np.float32)
    moved = step_warm(points, np.array([[1, 0, 0], [9, 0, 0], [90, 0, 0]], np.float32), weights)
    np.testing.assert_array_equal(moved, [[1, 0, 0], [9, 0, 0], [90, 0, 0]])
