"""Continuity over time: what a label means stays the same while the video changes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from live_seg import Config, Palette, Segmenter
from live_seg.kernels.label import SETTLED
from live_seg.segment.colour_space import features_of
from live_seg.segment.fit import fit_cold
from live_seg.segment.labelling.hysteresis import AFTER_A_CUT
from live_seg.segment.sampling import sample_pixels
from live_seg.source.demo.demo_source import ROOM, DemoScene
from tests import oracle
from tests.media import pictures_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace
    from tests.oracle import Bytes

BLACK, GRAY, WHITE = (0, 0, 0), (128, 128, 128), (255, 255, 255)
RED, GREEN, BLUE, YELLOW = (0, 0, 200), (0, 180, 0), (190, 40, 0), (0, 210, 220)
both_spaces = pytest.mark.parametrize("space", ["lab", "bgr"])


def labelled(segmenter: Segmenter, *pictures: Bytes) -> NDArray[np.uint8]:
    """The labels of the last picture, after all those before it."""
    for picture in pictures:
        result = segmenter.segment(picture)
    return result.labels


def name_of(segmenter: Segmenter, picture: Bytes, colour: tuple[int, int, int]) -> int:
    """The one label that all pixels of a colour have."""
    labels = np.unique(segmenter.segment(picture).labels[(picture == colour).all(axis=2)])
    assert len(labels) == 1
    return int(labels[0])


def worse_than_converged(palette: Palette, picture: Bytes, k: int) -> float:
    """Inertia over that of the best of KMeans' starts on the same frame."""
    points = features_of(picture.reshape(-1, 3), "lab")
    return oracle.wcss(points, palette.centroids) / oracle.wcss(points, fit_cold(points, k, 1).astype(np.float32))


@pytest.fixture(scope="module")
def demo() -> DemoScene:
    return DemoScene(480, 270)


CLIP = Path(__file__).parents[3] / "samples" / "clip.mp4"
IN_SIGN = ROOM.sign.pixels(480, 270)
"""Rows and columns of the sign of the demo, which the lamp does not change."""


# light and motion


def test_a_lamp_that_swings_is_followed_within_5_percent_of_a_converged_fit(demo: DemoScene) -> None:
    segmenter = Segmenter(Config(k=6))
    for index in range(0, 240, 2):
        picture = demo.render(index).bgr
        palette = segmenter.segment(picture).palette
        if index % 40 == 0:
            assert worse_than_converged(palette, sample_pixels(picture, 14400), 6) < 1.05


@pytest.mark.parametrize("k", [6, 8])
def test_nothing_that_stands_in_no_changing_light_ever_changes_its_label(demo: DemoScene, k: int) -> None:
    segmenter, before = Segmenter(Config(k=k)), None
    for index in range(150, 240):
        labels = segmenter.segment(demo.render(index)).labels
        if before is not None:
            np.testing.assert_array_equal(labels[IN_SIGN], before[IN_SIGN])
        before = labels


def test_new_content_gets_a_cluster_of_its_own_within_a_second() -> None:
    before, after = (oracle.stripes(BLACK, (25, 25, 25), WHITE, RED) for _ in range(2))
    after[:20, :20] = GREEN
    segmenter = Segmenter(Config(k=4, hysteresis=0))
    labelled(segmenter, *[before] * 10, *[after] * 30)
    apart = np.abs(segmenter.segment(after).palette.colours.astype(int) - GREEN).sum(axis=1)
    assert apart.min() < 30


def test_a_repair_that_helps_for_a_moment_only_is_not_made() -> None:
    still, flash = oracle.scene(), oracle.scene()
    flash[:12, :12] = (250, 0, 250)
    segmenter = Segmenter(Config(k=6))
    before = labelled(segmenter, *[still] * 10)
    after = labelled(segmenter, flash, flash, *[still] * 10)
    np.testing.assert_array_equal(after, before)


# names


def test_labels_keep_their_names_when_colours_come_and_go() -> None:
    segmenter = Segmenter(Config(k=4))
    first = oracle.stripes(BLACK, RED, GREEN, WHITE)
    names = {colour: name_of(segmenter, first, colour) for colour in (BLACK, RED, GREEN, WHITE)}
    for rest in ((BLACK, RED), (GREEN, WHITE), (BLACK,), (RED, GREEN, WHITE)):
        picture = oracle.stripes(*rest)
        assert {colour: name_of(segmenter, picture, colour) for colour in rest} == {c: names[c] for c in rest}


def test_over_a_cut_a_colour_that_is_in_both_scenes_keeps_its_label() -> None:
    segmenter = Segmenter(Config(k=3))
    name = name_of(segmenter, oracle.stripes(BLACK, RED, WHITE), RED)
    assert name_of(segmenter, oracle.stripes(YELLOW, BLUE, RED), RED) == name


def test_a_scene_that_is_back_after_cuts_has_the_labels_that_it_had() -> None:
    scenes = [
        oracle.scene(),
        np.ascontiguousarray(oracle.scene()[::-1, ::-1, ::-1]),
        oracle.stripes(RED, BLUE, YELLOW, height=90, width=160),
    ]
    segmenter = Segmenter(Config(k=6))
    before = [labelled(segmenter, *[scene] * 6) for scene in scenes]
    for scene, expected in zip(scenes, before, strict=True):
        assert np.mean(labelled(segmenter, scene) == expected) > 0.995


def test_in_the_demo_the_same_things_have_the_same_labels_after_the_close_up(demo: DemoScene) -> None:
    segmenter = Segmenter(Config(k=6))
    for index in range(200, 240):
        before = segmenter.segment(demo.render(index)).labels
    for index in range(240, 331, 3):
        after = segmenter.segment(demo.render(index)).labels
    np.testing.assert_array_equal(after[IN_SIGN], before[IN_SIGN])


def test_after_a_cut_the_palette_is_as_good_as_a_new_one_at_once() -> None:
    segmenter = Segmenter(Config(k=6))
    labelled(segmenter, *[oracle.scene(0.3)] * 5)
    picture = np.ascontiguousarray(oracle.scene()[:, ::-1])
    assert worse_than_converged(segmenter.segment(picture).palette, picture, 6) < 1.05


def test_a_stream_that_was_lost_and_is_back_has_its_names_again() -> None:
    segmenter = Segmenter(Config(k=6))
    before = labelled(segmenter, *[oracle.scene()] * 5)
    nothing = np.zeros((90, 160, 3), np.uint8)
    assert np.mean(labelled(segmenter, *[nothing] * 5, oracle.scene()) == before) > 0.995


@both_spaces
def test_with_one_cluster_more_the_others_keep_their_labels(space: ColourSpace) -> None:
    config = Config(k=4, colour_space=space)
    segmenter = Segmenter(config)
    picture = oracle.stripes(BLACK, RED, GREEN, WHITE, (20, 20, 20))
    before = labelled(segmenter, picture, picture)
    segmenter.reconfigure(replace(config, k=5))
    after = labelled(segmenter, picture)
    assert set(np.unique(after)) == set(range(5))
    np.testing.assert_array_equal(after[after < 4], before[after < 4])


@both_spaces
def test_with_one_cluster_fewer_the_two_most_alike_are_one(space: ColourSpace) -> None:
    config = Config(k=5, colour_space=space)
    segmenter = Segmenter(config)
    picture = oracle.stripes(BLACK, RED, GREEN, WHITE, (12, 12, 12))
    before = labelled(segmenter, picture, picture)
    segmenter.reconfigure(replace(config, k=4))
    after = labelled(segmenter, picture)
    pairs = {(int(a), int(b)) for a, b in zip(before.ravel(), after.ravel(), strict=True)}
    assert len(np.unique(after)) == 4
    assert len(pairs) == 5
    assert sum(a != b for a, b in pairs) <= 2  # that which is merged, and the last, which takes its place
    assert after[0, 0] == after[0, -1]


@pytest.mark.parametrize("k", [1, 2, 5, 33, 64])
def test_any_number_of_clusters_more_or_fewer_may_be_asked_for_at_once(k: int) -> None:
    segmenter = Segmenter(Config(k=8))
    labelled(segmenter, oracle.scene())
    segmenter.reconfigure(Config(k=k))
    result = segmenter.segment(oracle.scene())
    assert len(result.palette.centroids) == k
    assert result.labels.max() < k


@pytest.mark.parametrize("change", [{"seed": 7}, {"colour_space": "bgr"}])
def test_another_seed_or_colour_space_keeps_the_names_by_colour(change: dict[str, object]) -> None:
    segmenter = Segmenter(Config(k=4))
    picture = oracle.stripes(WHITE, RED, BLACK, GREEN)
    before = labelled(segmenter, picture, picture)
    segmenter.reconfigure(replace(Config(k=4), **change))  # type: ignore[arg-type]
    np.testing.assert_array_equal(labelled(segmenter, picture), before)


def test_a_new_fit_on_demand_keeps_the_names_by_colour() -> None:
    segmenter = Segmenter(Config(k=6))
    before = labelled(segmenter, *[oracle.scene()] * 3)
    segmenter.refit()
    assert np.mean(labelled(segmenter, oracle.scene()) == before) > 0.95


# few colours


@both_spaces
@pytest.mark.parametrize("few", [(BLACK,), (GRAY,), (BLACK, WHITE)])
def test_a_frame_of_few_colours_has_as_few_segments(few: tuple[tuple[int, int, int], ...], space: ColourSpace) -> None:
    segmenter = Segmenter(Config(k=6, colour_space=space))
    for before in ([], [oracle.scene(height=48, width=64)] * 3):
        labels = labelled(segmenter, *before, oracle.stripes(*few))
        assert len(np.unique(labels)) == len(few)
        assert segmenter.palette is not None
        assert np.count_nonzero(segmenter.palette.shares) == len(few)


@both_spaces
@pytest.mark.parametrize("few", [(BLACK,), (BLACK, WHITE)])
def test_when_colour_returns_all_clusters_are_there_within_a_few_frames(
    few: tuple[tuple[int, int, int], ...], space: ColourSpace
) -> None:
    segmenter = Segmenter(Config(k=6, colour_space=space))
    picture = oracle.scene(height=48, width=64)
    labels = labelled(segmenter, *[oracle.stripes(*few)] * 3, *[picture] * 3)
    assert len(np.unique(labels)) == 6


def test_noise_in_the_dark_moves_no_label_of_the_scene_after_it() -> None:
    rng = np.random.default_rng(0)
    dark = [rng.integers(0, 4, (90, 160, 3), dtype=np.uint8) for _ in range(8)]
    segmenter = Segmenter(Config(k=6))
    before = labelled(segmenter, *[oracle.scene()] * 5)
    assert np.mean(labelled(segmenter, *dark, oracle.scene()) == before) > 0.995


# hysteresis


def test_noise_changes_hardly_any_label_of_a_still_scene_and_without_hysteresis_many() -> None:
    rng = np.random.default_rng(0)
    clean = oracle.scene(height=180, width=320).astype(float)
    noisy = [np.clip(clean + rng.normal(0, 4, clean.shape), 0, 255).astype(np.uint8) for _ in range(20)]

    def changes(hysteresis: float) -> float:
        segmenter = Segmenter(Config(k=6, hysteresis=hysteresis))
        labels = [segmenter.segment(picture).labels for picture in noisy]
        return float(np.mean([np.mean(a != b) for a, b in pairwise(labels[5:])]))

    assert changes(1) < 0.01
    assert changes(0) > 5 * changes(1)


def test_without_hysteresis_every_pixel_has_its_nearest_cluster_in_every_frame(demo: DemoScene) -> None:
    segmenter = Segmenter(Config(k=6, hysteresis=0))
    for index in range(0, 30, 3):
        result = segmenter.segment(demo.render(index))
        nearest = oracle.nearest(features_of(result.frame.bgr.reshape(-1, 3), "lab"), result.palette.centroids)
        np.testing.assert_array_equal(result.labels.reshape(-1), nearest)


def test_what_moves_leaves_no_trail(demo: DemoScene) -> None:
    segmenter = Segmenter(Config(k=6))
    moved: list[NDArray[np.bool_]] = []
    before = None
    for index in range(40):
        result = segmenter.segment(demo.render(index))
        if before is not None:
            moved.append(np.asarray((cv2.absdiff(result.frame.bgr, before) > 24).any(axis=2)))
        before = result.frame.bgr
        if len(moved) > SETTLED:
            recently = np.logical_or.reduce(moved[-3:])
            nearest = oracle.nearest(features_of(result.frame.bgr[recently], "lab"), result.palette.centroids)
            assert recently.any()
            np.testing.assert_array_equal(result.labels[recently], nearest)


# lock


def test_a_locked_palette_stays_as_it_is_whatever_comes() -> None:
    segmenter = Segmenter(Config(k=4))
    before = segmenter.segment(oracle.scene()).palette
    segmenter.lock()
    for picture in (oracle.scene(0.5), oracle.noise(90, 160), oracle.stripes(RED)):
        palette = segmenter.segment(picture).palette
        np.testing.assert_array_equal(palette.centroids, before.centroids)
        assert palette.fitted_on == before.fitted_on
        assert palette.shares.sum() == pytest.approx(1)


def test_an_unlocked_palette_follows_again_and_keeps_its_names() -> None:
    segmenter = Segmenter(Config(k=4))
    picture = oracle.stripes(BLACK, RED, GREEN, WHITE)
    before = labelled(segmenter, picture)
    segmenter.lock()
    labelled(segmenter, picture // 2)
    segmenter.unlock()
    after = segmenter.segment(picture // 2)
    assert after.palette.inertia < 0.1 * after.labels.size
    np.testing.assert_array_equal(after.labels, before)


def test_a_lock_before_the_first_frame_keeps_the_palette_of_the_first() -> None:
    segmenter = Segmenter(Config(k=4))
    segmenter.lock()
    first = segmenter.segment(oracle.scene()).palette
    np.testing.assert_array_equal(segmenter.segment(oracle.scene(0.4)).palette.centroids, first.centroids)


def test_a_locked_palette_is_the_same_colours_in_another_colour_space() -> None:
    segmenter = Segmenter(Config(k=4))
    picture = oracle.stripes(BLACK, RED, GREEN, WHITE)
    before = labelled(segmenter, picture)
    segmenter.lock()
    segmenter.reconfigure(Config(k=4, colour_space="bgr"))
    np.testing.assert_array_equal(labelled(segmenter, picture), before)


@both_spaces
def test_a_given_palette_labels_by_its_colours_in_their_order(space: ColourSpace) -> None:
    segmenter = Segmenter(Config(palette=[WHITE, RED, BLACK], colour_space=space))
    assert segmenter.is_locked
    result = segmenter.segment(oracle.stripes(BLACK, RED, WHITE, (20, 20, 30)))
    np.testing.assert_array_equal(result.labels[0, [0, 20, 40, 60]], [2, 1, 0, 2])
    np.testing.assert_array_equal(result.palette.colours, [WHITE, RED, BLACK])


def test_a_palette_may_be_given_and_taken_away_in_mid_stream() -> None:
    segmenter = Segmenter(Config(k=3))
    segmenter.segment(oracle.stripes(BLACK, RED, WHITE))
    segmenter.reconfigure(Config(palette=[BLUE, YELLOW]))
    assert set(np.unique(segmenter.segment(oracle.stripes(BLACK, RED, WHITE)).labels)) <= {0, 1}
    segmenter.reconfigure(Config(k=3))
    assert not segmenter.is_locked
    assert len(np.unique(labelled(segmenter, *[oracle.stripes(BLACK, RED, WHITE)] * 3))) == 3


@pytest.mark.parametrize(("before", "after"), [("lab", "bgr"), ("bgr", "lab")])
def test_a_palette_and_a_colour_space_may_be_given_at_once(before: ColourSpace, after: ColourSpace) -> None:
    segmenter = Segmenter(Config(k=3, colour_space=before))
    picture = oracle.stripes(BLACK, RED, WHITE)
    segmenter.segment(picture)
    segmenter.reconfigure(Config(palette=[WHITE, RED, BLACK], colour_space=after))
    result = segmenter.segment(picture)
    np.testing.assert_array_equal(result.palette.colours, [WHITE, RED, BLACK])
    np.testing.assert_array_equal(result.labels[0, [0, 30, 60]], [2, 1, 0])


@pytest.mark.parametrize("frames", range(1, 8))
def test_a_palette_of_another_length_may_be_given_at_any_time_and_unlocked(frames: int) -> None:
    segmenter = Segmenter(Config(k=6))
    labelled(segmenter, *[oracle.scene()] * frames)
    segmenter.reconfigure(Config(palette=[BLACK, WHITE, RED, GREEN]))
    labelled(segmenter, oracle.scene())
    segmenter.unlock()
    labels = labelled(segmenter, *[oracle.scene()] * 8)
    assert set(np.unique(labels)) == set(range(4))


def test_a_given_palette_comes_out_to_the_byte() -> None:
    colours = [tuple(colour) for colour in oracle.noise(1, 64)[0].tolist()]
    result = Segmenter(Config(palette=colours)).segment(oracle.scene())
    np.testing.assert_array_equal(result.palette.colours, colours)


def test_labels_by_a_given_palette_do_not_depend_on_what_was_before() -> None:
    palette = [BLACK, (90, 90, 90), GRAY, (150, 160, 150), RED, WHITE]
    changed, fresh = Segmenter(Config(palette=palette[::-1])), Segmenter(Config(palette=palette))
    labelled(changed, *[oracle.scene()] * 5)
    changed.reconfigure(Config(palette=palette))
    np.testing.assert_array_equal(labelled(changed, oracle.scene()), labelled(fresh, oracle.scene()))


def test_unlocked_over_another_scene_it_goes_on_from_what_it_is() -> None:
    segmenter = Segmenter(Config(k=4, hysteresis=0))
    labelled(segmenter, *[oracle.scene()] * 3)
    segmenter.lock()
    other = np.ascontiguousarray(oracle.scene()[::-1, ::-1])
    before = labelled(segmenter, *[other] * 5)
    segmenter.unlock()
    assert np.mean(labelled(segmenter, other) == before) > 0.95


def test_a_new_fit_that_was_asked_for_before_a_lock_is_not_made_after_it() -> None:
    segmenter = Segmenter(Config(k=4))
    before = segmenter.segment(oracle.scene()).palette
    segmenter.refit()
    segmenter.lock()
    labelled(segmenter, oracle.scene())
    segmenter.unlock()
    np.testing.assert_array_equal(segmenter.segment(oracle.scene()).palette.centroids, before.centroids)


def test_unlocked_a_given_palette_is_not_in_the_settings_any_more_and_may_be_given_again() -> None:
    segmenter = Segmenter(Config(palette=[BLACK, WHITE]))
    segmenter.unlock()
    assert segmenter.config == Config(k=2)
    segmenter.reconfigure(Config(palette=[BLACK, WHITE]))
    assert segmenter.is_locked


def test_a_dead_cluster_of_two_is_revived() -> None:
    segmenter = Segmenter(Config(k=2))
    light = oracle.stripes((200, 200, 200), WHITE)
    assert len(np.unique(labelled(segmenter, *[oracle.stripes(BLACK, WHITE)] * 5, *[light] * 60))) == 2


@pytest.mark.parametrize("size", [64, 7200, 57_600])
def test_another_sample_size_is_no_cut(size: int) -> None:
    segmenter = Segmenter(Config(hysteresis=0))
    picture = oracle.scene(height=180, width=320)
    before = labelled(segmenter, picture)
    segmenter.reconfigure(Config(hysteresis=0, sample_size=size))
    assert np.mean(labelled(segmenter, picture) == before) > 0.95


def test_flashes_to_black_do_not_make_it_forget_other_scenes() -> None:
    a, b = oracle.scene(), np.ascontiguousarray(oracle.scene()[::-1, ::-1, ::-1])
    segmenter, black = Segmenter(Config(k=6)), np.zeros_like(oracle.scene())
    before = labelled(segmenter, *[b] * 3)
    for _ in range(12):
        labelled(segmenter, a, a, black)
    assert np.mean(labelled(segmenter, a, b) == before) > 0.995


def test_a_pan_leaves_no_trail() -> None:
    soft = cv2.GaussianBlur(oracle.noise(120, 420).astype(np.float32), (0, 0), 4) - 127
    room = np.clip(127 + 8 * soft, 0, 255).astype(np.uint8)
    segmenter, before, moved = Segmenter(Config(k=6)), None, []
    for index in range(40):
        result = segmenter.segment(np.ascontiguousarray(room[:, 4 * index : 4 * index + 240]))
        if before is not None:
            moved.append(np.asarray((cv2.absdiff(result.frame.bgr, before) > 24).any(axis=2)))
        before = result.frame.bgr
        if len(moved) > SETTLED:
            nearest = oracle.nearest(features_of(result.frame.bgr[moved[-3]], "lab"), result.palette.centroids)
            assert np.mean(result.labels[moved[-3]] != nearest) < 0.005


def test_the_first_palette_is_within_2_percent_of_the_best_of_ten_for_any_seed() -> None:
    sample = sample_pixels(pictures_in(CLIP)[60], 14_400)
    points = features_of(sample.reshape(-1, 3), "lab")
    for k in (4, 6, 8, 12):
        with threadpool_limits(1):
            best = KMeans(k, n_init=10, random_state=0).fit(points.astype(np.float64)).inertia_
        for seed in range(3):
            palette = Segmenter(Config(k=k, seed=seed)).segment(sample).palette
            assert palette.inertia < 1.02 * best, f"k = {k}, seed {seed}"


def test_soon_after_a_cut_noise_changes_hardly_any_label() -> None:
    rng = np.random.default_rng(0)
    clean = oracle.scene(height=180, width=320).astype(float)
    noisy = [np.clip(clean + rng.normal(0, 4, clean.shape), 0, 255).astype(np.uint8) for _ in range(9)]
    segmenter = Segmenter(Config(k=6))
    labelled(segmenter, *[255 - picture for picture in noisy[:5]])
    after = [segmenter.segment(picture).labels for picture in noisy[5:]]
    assert np.mean(after[AFTER_A_CUT] != after[AFTER_A_CUT + 1]) < 0.02
