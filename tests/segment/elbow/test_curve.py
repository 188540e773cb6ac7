"""How many segments a picture has: the curve, its knee, and how sure that is."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_sample_image
from sklearn.metrics import calinski_harabasz_score

from live_seg import Config, ConfigError, ElbowCurve, Frame, FrameError, growing_elbow, measure_elbow
from live_seg.segment.colour_space import features_of
from live_seg.segment.elbow.incremental_fits import incremental_fits
from live_seg.segment.sampling import sample_pixels
from tests import oracle
from tests.colour_scenes import Surface, colour_scene

if TYPE_CHECKING:
    from collections.abc import Callable

    Picture = oracle.Bytes

COLOURS = ((40, 40, 200), (200, 60, 40), (40, 160, 60), (30, 200, 230), (235, 235, 235), (20, 20, 20), (160, 60, 150),
           (120, 130, 130))  # fmt: skip
"""Blue, green, red: eight that anybody would tell apart."""


def scene(count: int, *, equal: bool = True, height: int = 120, width: int = 160) -> Picture:
    """Discs in rows on a ground, as many colours as asked for; not equal: the smallest have 2 % of the picture."""
    colours = COLOURS[:count]
    if equal:
        return oracle.stripes(*colours, height=height, width=width)
    picture = np.full((height, width, 3), colours[0], np.uint8)
    radius = round(np.sqrt(0.022 * height * width / np.pi))
    for place, colour in enumerate(colours[1:]):
        middle = (int((place % 4 + 0.5) * width / 4), int((place // 4 + 0.5) * height / 2))
        cv2.circle(picture, middle, radius, colour, cv2.FILLED)
    return picture


def flat(picture: Picture) -> Picture:
    return picture


def shaded(picture: Picture) -> Picture:
    light = np.linspace(0.94, 1.06, picture.shape[1])[None, :, None]
    return np.clip(np.rint(picture * light), 0, 255).astype(np.uint8)


def noisy(picture: Picture) -> Picture:
    grain = np.random.default_rng(0).normal(0, 6, picture.shape)
    return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)


def gradient() -> Picture:
    across = np.linspace(0, 1, 160)[None, :, None]
    return np.rint(np.broadcast_to((1 - across) * (30, 60, 200) + across * (220, 160, 40), (120, 160, 3))).astype(
        np.uint8
    )


def photograph() -> Picture:
    return np.ascontiguousarray(load_sample_image("china.jpg")[..., ::-1])


@pytest.fixture(scope="module")
def curve() -> ElbowCurve:
    """That of a photograph."""
    return measure_elbow(photograph())


@pytest.mark.parametrize("surface", [flat, shaded, noisy])
def test_the_knee_is_the_number_of_colours(surface: Callable[[Picture], Picture]) -> None:
    for count, equal in product(range(2, 9), (True, False)):
        found = measure_elbow(surface(scene(count, equal=equal)))
        assert found.knee == count, f"equal: {equal}"
        assert found.confidence > 0.5, f"{count} colours, equal: {equal}"


@pytest.mark.parametrize(("surface", "least"), [("flat", 0.95), ("shaded", 0.8), ("noisy", 0.85)])
def test_on_random_scenes_the_knee_is_mostly_the_number_of_colours(surface: Surface, least: float) -> None:
    scenes = [colour_scene(seed, surface, equal=equal) for seed in range(10) for equal in (True, False)]
    found = [measure_elbow(one.bgr).knee == one.colours for one in scenes]
    assert np.mean(found) >= least


@pytest.mark.parametrize("picture", [gradient(), oracle.noise(120, 160)], ids=["gradient", "noise"])
def test_where_there_are_no_clusters_there_is_no_knee_and_no_confidence(picture: Picture) -> None:
    found = measure_elbow(picture)
    assert (found.knee, found.confidence) == (None, 0)


def test_colours_that_nobody_can_tell_apart_are_one() -> None:
    picture = np.full((100, 100, 3), 120, np.uint8)
    picture[:30], picture[70:] = 121, 119
    found = measure_elbow(picture)
    assert (found.knee, found.suggestion, found.second_opinion) == (None, 1, None)


def test_small_things_in_a_plain_picture_are_a_clear_elbow_with_a_second_opinion() -> None:
    picture = np.full((100, 100, 3), 120, np.uint8)
    picture[40:48, 40:48], picture[70:78, 70:78] = 130, 110
    found = measure_elbow(picture)
    assert (found.knee, found.suggestion, found.second_opinion) == (3, 3, 3)


def test_confidence_falls_as_colours_run_into_each_other() -> None:
    rng = np.random.default_rng(0)
    blurred = [
        np.clip(scene(2) * 0.25 + rng.normal(100, sigma, (120, 160, 3)), 0, 255).astype(np.uint8)
        for sigma in (5, 25, 40, 90)
    ]
    confidences = [measure_elbow(picture).confidence for picture in blurred]
    assert confidences == sorted(confidences, reverse=True)
    assert confidences[0] > 0.95
    assert confidences[-1] == 0


def test_small_things_count_though_edges_have_as_many_pixels_of_mixed_colours() -> None:
    soft = cv2.GaussianBlur(scene(6, equal=False, height=480, width=640), (3, 3), 0)
    assert measure_elbow(np.asarray(soft, np.uint8)).knee == 6


def test_the_inertia_is_that_of_the_sample(curve: ElbowCurve) -> None:
    points = features_of(sample_pixels(photograph(), 14_400).reshape(-1, 3), "lab")
    assert curve.pixels == len(points)
    assert curve.inertia[0] == pytest.approx(((points - points.mean(axis=0)) ** 2).sum(), rel=1e-4)
    assert curve.inertia[-1] == pytest.approx(dict(incremental_fits(points, 10, 0))[10].inertia)


def test_the_inertia_never_rises(curve: ElbowCurve) -> None:
    assert curve.ks == tuple(range(1, 11))
    assert all(more <= fewer for fewer, more in pairwise(curve.inertia))


def test_the_second_opinion_is_scikit_learns_calinski_harabasz_score(curve: ElbowCurve) -> None:
    points = features_of(sample_pixels(photograph(), 14_400).reshape(-1, 3), "lab")
    fits = dict(incremental_fits(points, 10, 0))
    expected = [calinski_harabasz_score(points, fits[k].labels) for k in range(2, 11)]
    assert np.isnan(curve.calinski_harabasz[0])
    # it takes clusters about their means, ours are about rounded centroids a last step ago
    assert curve.calinski_harabasz[1:] == pytest.approx(expected, rel=2e-3)
    assert curve.second_opinion == 2 + int(np.argmax(expected))


def test_the_bend_is_the_elbow_of_the_plain_curve() -> None:
    assert measure_elbow(scene(3)).bend == 3
    # with more colours it misleads: the first ones weigh most
    assert measure_elbow(scene(8)).bend < 8


def test_where_there_is_a_knee_it_is_the_suggestion() -> None:
    assert measure_elbow(scene(5)).suggestion == 5


def test_with_no_knee_the_second_opinion_is_the_suggestion() -> None:
    found = measure_elbow(gradient())
    assert found.suggestion == found.second_opinion


@pytest.mark.parametrize("surface", [flat, noisy])
def test_of_one_colour_one_segment_is_suggested_and_there_is_no_knee(surface: Callable[[Picture], Picture]) -> None:
    found = measure_elbow(surface(scene(1)))
    assert (found.knee, found.second_opinion, found.suggestion) == (None, None, 1)


def test_several_frames_share_their_clusters() -> None:
    frames = [oracle.stripes(*COLOURS[:2]), oracle.stripes(*COLOURS[2:4])]
    assert [measure_elbow(frame).knee for frame in frames] == [2, 2]
    assert measure_elbow(frames).knee == 4


def test_several_frames_share_the_sample() -> None:
    assert measure_elbow([photograph()] * 3).pixels <= 14_400


def test_frames_and_arrays_and_stacks_of_them_are_taken() -> None:
    picture = scene(3)
    given = (picture, Frame(0, Fraction(0), picture), [picture], (one for one in [picture]), np.stack([picture]))
    assert [measure_elbow(one).knee for one in given] == [3] * 5


def test_only_the_asked_ks_are_told_and_chosen() -> None:
    found = measure_elbow(scene(5), ks=[2, 4, 7])
    assert found.ks == (2, 4, 7)
    assert len(found.inertia) == len(found.separation) == len(found.calinski_harabasz) == 3
    assert found.knee in {None, 2, 4}


def test_the_curve_grows_by_one_k_at_a_time() -> None:
    ks = [known.ks for known in growing_elbow(photograph(), ks=range(2, 7))]
    assert ks[:5] == [(2,), (2, 3), (2, 3, 4), (2, 3, 4, 5), (2, 3, 4, 5, 6)]
    assert all(later == (2, 3, 4, 5, 6) for later in ks[5:])


def test_a_growing_curve_never_rises_at_any_moment() -> None:
    for known in growing_elbow(photograph()):
        assert all(more <= fewer for fewer, more in pairwise(known.inertia))


def test_measuring_ends_where_one_stops_to_iterate() -> None:
    growing = growing_elbow(photograph(), ks=range(1, 65))
    assert next(growing).ks == (1,)
    assert next(growing).ks == (1, 2)


def test_the_same_seed_gives_the_same_curve_and_another_one_nearly() -> None:
    one, same, other = (measure_elbow(photograph(), seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.inertia, same.inertia)
    assert other.inertia == pytest.approx(one.inertia, rel=0.02)


def test_distances_can_be_measured_in_bgr() -> None:
    assert measure_elbow(scene(4), colour_space="bgr").knee == 4


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 2)])
def test_the_smallest_pictures_are_measured(shape: tuple[int, int]) -> None:
    found = measure_elbow(oracle.noise(*shape))
    assert found.ks == tuple(range(1, 11))
    assert np.isfinite(found.inertia).all()


@pytest.mark.parametrize(
    ("ks", "message"),
    [
        ([], r"ks is \[\]; it must be whole numbers from 1 to 64, rising, at least one"),
        ([3, 2], r"ks is \[3, 2\]; it must be whole numbers from 1 to 64, rising"),
        ([2, 2], r"ks is \[2, 2\]; it must be"),
        ([0, 1], "k is 0; it must be a whole number from 1 to 64"),
        (range(1, 66), "k is 65; it must be a whole number from 1 to 64"),
        ([2.5], "k is 2.5; it must be a whole number"),
    ],
)
def test_wrong_ks_are_refused_before_anything_is_measured(ks: list[int], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        growing_elbow(scene(2), ks=ks)


def test_a_wrong_colour_space_is_refused() -> None:
    with pytest.raises(ConfigError, match="colour_space is 'hsv'"):
        measure_elbow(scene(2), colour_space="hsv")  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((4, 4, 4), np.uint8)])
def test_what_is_no_picture_is_refused(given: np.ndarray) -> None:
    with pytest.raises(FrameError, match=r"frame 0 is .*, expected uint8 \(H, W, 3\)"):
        measure_elbow(given)


def test_no_picture_at_all_is_refused() -> None:
    with pytest.raises(FrameError, match="there is no frame"):
        measure_elbow([])


def test_a_knee_at_the_last_k_that_was_asked_for_is_found() -> None:
    assert measure_elbow(scene(4), ks=range(1, 5)).knee == 4
    assert measure_elbow(scene(2), ks=[1, 2]).knee == 2


def test_of_more_colours_than_were_asked_for_there_is_no_knee() -> None:
    found = measure_elbow(scene(8), ks=range(1, 7))
    assert (found.knee, found.confidence) == (None, 0)


@pytest.mark.parametrize("given", [None, 3])
def test_what_is_neither_a_picture_nor_several_is_refused(given: object) -> None:
    with pytest.raises(FrameError, match=f"frame 0 is {given}, expected"):
        measure_elbow(given)  # type: ignore[arg-type]


def test_a_single_k_is_no_range() -> None:
    with pytest.raises(ConfigError, match="ks is 5; it must be whole numbers"):
        measure_elbow(scene(2), ks=5)  # type: ignore[arg-type]


def test_settings_come_from_a_config_or_by_name() -> None:
    picture = scene(4)
    expected = measure_elbow(picture, seed=3, colour_space="bgr", sample_size=2000)
    for found in (
        measure_elbow(picture, Config(k=2, seed=3, colour_space="bgr", sample_size=2000)),
        measure_elbow(picture, Config(seed=3, colour_space="bgr"), sample_size=2000),
    ):
        np.testing.assert_array_equal(found.inertia, expected.inertia)
        assert found.pixels == expected.pixels


def test_rgb_arrays_and_pil_images_give_the_same_curve() -> None:
    picture = scene(4)
    expected = measure_elbow(picture).inertia
    for found in (
        measure_elbow(picture[..., ::-1], rgb=True),
        measure_elbow(Image.fromarray(picture[..., ::-1])),
        measure_elbow([Image.fromarray(picture[..., ::-1])]),
    ):
        np.testing.assert_array_equal(found.inertia, expected)


def test_what_is_not_a_config_is_refused_with_how_to_give_ks() -> None:
    with pytest.raises(ConfigError, match=r"config is range\(1, 6\); it must be a Config \(ks=\.\.\. gives numbers of"):
        measure_elbow(scene(2), range(1, 6))  # type: ignore[arg-type]


def test_an_unknown_setting_is_refused() -> None:
    for name in ("clusters", "k", "palette", "hysteresis"):
        with pytest.raises(ConfigError, match=f"no setting '{name}'; it has seed, colour_space, sample_size, and ks"):
            measure_elbow(scene(2), **{name: 5})  # type: ignore[arg-type]


def test_a_curve_says_what_it_found_in_a_line() -> None:
    assert repr(measure_elbow(scene(3))) == "<ElbowCurve of K = 1 to 10: knee 3, confidence 1.00, suggestion 3>"
    assert repr(measure_elbow(gradient())).startswith("<ElbowCurve of K = 1 to 10: no knee, suggestion ")
