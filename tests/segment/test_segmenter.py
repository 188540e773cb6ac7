"""The segmenter: its contract, and what stays the same from frame to frame."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

import live_seg
from live_seg import Config, ConfigError, Frame, FrameError, Segmentation, Segmenter
from live_seg.segment.colour_space import features_of
from live_seg.segment.sampling import sample_pixels
from tests import oracle

if TYPE_CHECKING:
    from live_seg.config import ColourSpace

BLACK, WHITE, RED, GREEN = (0, 0, 0), (255, 255, 255), (0, 0, 200), (0, 200, 0)
both_spaces = pytest.mark.parametrize("space", ["lab", "bgr"])


def film(pictures: int = 12) -> list[oracle.Bytes]:
    """A scene that gets lighter slowly, larger than its sample."""
    return [oracle.scene(0.5 + 0.5 * i / (pictures - 1), height=135, width=240) for i in range(pictures)]


def digest(results: list[Segmentation]) -> str:
    parts = [part.tobytes() for result in results for part in (result.labels, result.palette.centroids)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def converged_inertia(result: Segmentation, config: Config) -> float:
    points = features_of(sample_pixels(result.frame.bgr, config.sample_size).reshape(-1, 3), config.colour_space)
    with threadpool_limits(1):
        return float(KMeans(config.k, n_init=3, random_state=0).fit(points.astype(np.float64)).inertia_)


@both_spaces
@pytest.mark.parametrize("size", [(1, 1), (1, 97), (97, 1), (3, 5), (241, 321)])
def test_labels_are_uint8_one_a_pixel_and_read_only(size: tuple[int, int], space: ColourSpace) -> None:
    result = Segmenter(Config(colour_space=space)).segment(oracle.noise(*size))
    assert result.labels.dtype == np.uint8
    assert result.labels.shape == size
    assert result.labels.max() < len(result.palette.centroids)
    with pytest.raises(ValueError, match="read-only"):
        result.labels[0, 0] = 0


@both_spaces
def test_every_pixel_has_its_nearest_cluster_not_only_those_sampled(space: ColourSpace) -> None:
    result = Segmenter(Config(colour_space=space, sample_size=64)).segment(oracle.noise(120, 160))
    expected = oracle.nearest(features_of(result.frame.bgr.reshape(-1, 3), space), result.palette.centroids)
    np.testing.assert_array_equal(result.labels.reshape(-1), expected)


@pytest.mark.parametrize("size", [(4, 6), (241, 321)])
def test_the_callers_array_stays_writable_and_unchanged(size: tuple[int, int]) -> None:
    picture = oracle.noise(*size)
    before = picture.copy()
    result = Segmenter().segment(picture)
    np.testing.assert_array_equal(picture, before)
    assert picture.flags.writeable
    assert not result.frame.bgr.flags.writeable


@both_spaces
def test_a_caller_may_write_the_next_picture_over_the_last(space: ColourSpace) -> None:
    once, again = Segmenter(Config(colour_space=space)), Segmenter(Config(colour_space=space))
    buffer = np.empty_like(film()[0])
    results = []
    for picture in film():
        buffer[:] = picture
        results.append(once.segment(buffer))
    assert digest(results) == digest([again.segment(picture) for picture in film()])
    assert [result.frame.bgr.tobytes() for result in results] == [picture.tobytes() for picture in film()]


def test_a_result_stays_as_it_was_when_the_next_frame_comes() -> None:
    segmenter = Segmenter()
    result = segmenter.segment(oracle.scene())
    before = digest([result])
    segmenter.segment(oracle.scene(0.5))
    assert digest([result]) == before


def test_a_picture_is_segmented_as_a_frame_of_it_and_as_a_view_of_it() -> None:
    picture = oracle.scene()
    turned = np.ascontiguousarray(picture.transpose(1, 0, 2)).transpose(1, 0, 2)
    inputs = picture, Frame(0, Fraction(0), picture), turned
    assert len({digest([Segmenter().segment(given)]) for given in inputs}) == 1


def test_pictures_are_counted_from_zero_and_on_from_a_frames_index() -> None:
    segmenter, picture = Segmenter(), oracle.noise(4, 6)
    given: list[Frame | oracle.Bytes] = [picture, picture, Frame(7, Fraction(1, 3), picture), picture]
    results = [segmenter.segment(one) for one in given]
    assert [result.frame.index for result in results] == [0, 1, 7, 8]
    assert [result.palette.fitted_on for result in results] == [0, 1, 7, 8]
    assert [result.frame.time for result in results] == [0, 0, Fraction(1, 3), 0]


def test_the_segmenters_palette_is_that_of_its_newest_result() -> None:
    segmenter = Segmenter()
    assert segmenter.palette is None
    assert segmenter.segment(oracle.scene()).palette is segmenter.palette


@both_spaces
def test_the_same_frames_and_seed_give_the_same_labels_and_palettes(space: ColourSpace) -> None:
    results = []
    for _ in range(2):
        segmenter = Segmenter(Config(seed=5, colour_space=space))
        results.append(digest([segmenter.segment(picture) for picture in film()]))
    assert results[0] == results[1]


def test_numpys_global_random_numbers_are_neither_used_nor_moved() -> None:
    np.random.seed(3)  # noqa: NPY002  # the global generator is what this test is about
    expected = np.random.random(4)  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    segmenter = Segmenter()
    for picture in film(3):
        segmenter.segment(picture)
    np.testing.assert_array_equal(np.random.random(4), expected)  # noqa: NPY002


DIGEST = """
from live_seg import Segmenter
from tests.segment.test_segmenter import digest, film
segmenter = Segmenter()
print(digest([segmenter.segment(picture) for picture in film()]))
"""


def test_another_process_with_other_threads_gives_the_same_labels_and_palettes() -> None:
    environment = os.environ | {f"{library}_NUM_THREADS": "3" for library in ("NUMBA", "OMP", "OPENBLAS")}
    output = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env=environment,
        cwd=Path(live_seg.__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    segmenter = Segmenter()
    assert output.strip() == digest([segmenter.segment(picture) for picture in film()])


@both_spaces
def test_a_slow_change_of_light_is_followed_to_within_5_percent_of_a_converged_fit(space: ColourSpace) -> None:
    config = Config(k=6, colour_space=space)
    segmenter = Segmenter(config)
    results = [segmenter.segment(picture) for picture in film(30)]
    for result in (results[0], results[15], results[-1]):
        assert result.palette.inertia < 1.05 * converged_inertia(result, config)


def test_labels_keep_their_names_while_the_light_changes_slowly() -> None:
    segmenter = Segmenter(Config(k=4))
    colours = np.array([(20, 20, 20), (40, 40, 230), (60, 200, 60), (240, 240, 240)])
    pictures = [oracle.stripes(*(colours * light).astype(int).tolist()) for light in np.linspace(0.4, 1, 40)]
    first, *others = [segmenter.segment(picture).labels for picture in pictures]
    assert len(np.unique(first)) == 4
    for labels in others:
        np.testing.assert_array_equal(labels, first)


@pytest.mark.parametrize("small", [(1, 1), (2, 2), (1, 7), (5, 3), (2160, 5)])
def test_the_size_may_change_in_mid_stream(small: tuple[int, int]) -> None:
    segmenter = Segmenter()
    for size in ((90, 160), small, (161, 91)):
        assert segmenter.segment(oracle.noise(*size)).labels.shape == size


@pytest.mark.parametrize("regions", [False, True])
def test_a_result_says_whether_a_scene_begins_with_it(*, regions: bool) -> None:
    scene, other = oracle.scene(), np.ascontiguousarray(oracle.scene()[::-1, ::-1, ::-1])
    segmenter = Segmenter(regions=regions)
    results = [segmenter.segment(picture) for picture in (scene, scene, other, other, scene)]
    assert [result.is_new_scene for result in results] == [True, False, True, False, True]


def test_a_scene_begins_with_a_frame_as_the_segmenter_said_before_it() -> None:
    segmenter = Segmenter(k=4)
    for index, light in enumerate((1.0, 0.9, 0.1, 0.1, 1.0)):
        frame = Frame(index, Fraction(index), oracle.scene(light))
        expected = segmenter.begins_scene(frame)
        assert segmenter.segment(frame).is_new_scene == expected


@both_spaces
@pytest.mark.parametrize(
    "dark", [oracle.scene(0), oracle.noise(90, 160) // 100], ids=["black", "noise of a dark sensor"]
)
def test_a_stream_that_starts_in_the_dark_is_segmented_well_soon_after_the_light_is_on(
    dark: oracle.Bytes, space: ColourSpace
) -> None:
    config = Config(colour_space=space)
    segmenter = Segmenter(config)
    for picture in (dark, *[oracle.scene()] * 30):
        result = segmenter.segment(picture)
    assert result.palette.inertia < 1.2 * converged_inertia(result, config)


@pytest.mark.parametrize("wrong", [None, np.zeros((4, 6), np.uint8), np.zeros((4, 6, 3), np.float32)])
def test_a_wrong_array_is_refused_and_the_stream_goes_on_as_if_it_had_not_been(wrong: Any) -> None:
    segmenter = Segmenter()
    before = segmenter.segment(oracle.scene())
    found = "None" if wrong is None else rf"{wrong.dtype} \(4, 6"
    with pytest.raises(FrameError, match=rf"^frame 1 is {found}.*, expected uint8 \(H, W, 3\)"):
        segmenter.segment(wrong)
    assert segmenter.palette is before.palette
    assert segmenter.segment(oracle.scene()).frame.index == 1


def test_settings_are_given_by_name_or_as_a_config() -> None:
    assert Segmenter(k=5, seed=3).config == Config(k=5, seed=3)
    assert Segmenter(Config(k=5, seed=3), k=6).config == Config(k=6, seed=3)


def test_settings_change_by_name() -> None:
    segmenter = Segmenter(k=5, seed=3)
    segmenter.reconfigure(k=6)
    assert segmenter.config == Config(k=6, seed=3)
    segmenter.reconfigure(Config(k=7))
    assert segmenter.config == Config(k=7)


def test_what_is_not_a_config_is_refused() -> None:
    for wrong in (5, "lab", {"k": 5}):
        with pytest.raises(ConfigError, match="expected a Config, or settings by name such as k=5"):
            Segmenter(wrong)  # type: ignore[arg-type]


def test_rgb_arrays_and_pil_images_give_the_labels_of_the_bgr_array() -> None:
    bgr = oracle.noise(20, 30)
    expected = Segmenter(k=4).segment(bgr).labels
    np.testing.assert_array_equal(Segmenter(k=4).segment(bgr[..., ::-1], rgb=True).labels, expected)
    np.testing.assert_array_equal(Segmenter(k=4).segment(Image.fromarray(bgr[..., ::-1])).labels, expected)


def test_what_is_not_a_picture_is_refused() -> None:
    for wrong in (None, "photo.jpg", 3):
        with pytest.raises(FrameError, match="expected uint8"):
            Segmenter().segment(wrong)  # type: ignore[arg-type]


def test_a_segmenter_says_what_it_is_in_a_line() -> None:
    segmenter = Segmenter(k=5)
    assert repr(segmenter) == "<Segmenter: k=5, seed=0, lab>"
    segmenter.lock()
    assert repr(segmenter) == "<Segmenter: k=5, seed=0, lab, palette locked>"
