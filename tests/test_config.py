"""Config: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from live_seg import Config, ConfigError

BOUNDS = {"k": (1, 64), "seed": (0, 2**32 - 1), "sample_size": (64, 1_048_576)}
every_field = pytest.mark.parametrize("field", BOUNDS)


def config(**values: Any) -> Config:
    return Config(**values)


def test_defaults_are_those_promised() -> None:
    assert Config() == Config(k=8, seed=0, colour_space="lab", sample_size=14_400, hysteresis=1.0, palette=None)


@every_field
def test_both_bounds_are_allowed(field: str) -> None:
    for bound in BOUNDS[field]:
        assert getattr(config(**{field: bound}), field) == bound


@every_field
@pytest.mark.parametrize("side", ["below", "above", "far below"])
def test_a_number_out_of_bounds_is_refused_with_what_is_allowed(field: str, side: str) -> None:
    low, high = BOUNDS[field]
    value = {"below": low - 1, "above": high + 1, "far below": -(2**70)}[side]
    with pytest.raises(ConfigError) as refused:
        config(**{field: value})
    assert str(refused.value) == f"{field} is {value}; it must be a whole number from {low} to {high}"


@every_field
@pytest.mark.parametrize("value", [True, 64.0, "64", None, np.float32(64), np.True_, [64], float("nan"), 64j])
def test_what_is_no_whole_number_is_refused_with_what_is_allowed(field: str, value: object) -> None:
    low, high = BOUNDS[field]
    with pytest.raises(ConfigError) as refused:
        config(**{field: value})
    assert str(refused.value) == f"{field} is {value!r}; it must be a whole number from {low} to {high}"


@every_field
@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64, np.uint32])
def test_numpy_integers_are_taken_and_become_int(field: str, kind: type[np.integer[Any]]) -> None:
    value = getattr(config(**{field: kind(64)}), field)
    assert value == 64
    assert type(value) is int


@pytest.mark.parametrize("space", ["lab", "bgr"])
def test_both_colour_spaces_are_allowed(space: str) -> None:
    assert config(colour_space=space).colour_space == space


@pytest.mark.parametrize("value", ["LAB", "rgb", "", None, 3, ["lab"], b"lab"])
def test_another_colour_space_is_refused_with_those_allowed(value: object) -> None:
    with pytest.raises(ConfigError) as refused:
        config(colour_space=value)
    assert str(refused.value) == f"colour_space is {value!r}; it must be 'lab' or 'bgr'"


def test_a_config_error_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="k is 0"):
        Config(k=0)


@pytest.mark.parametrize("field", [*BOUNDS, "colour_space"])
def test_a_config_cannot_be_changed(field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(Config(), field, 64)


def test_a_changed_copy_is_validated_too() -> None:
    assert replace(Config(), k=3) == Config(k=3)
    with pytest.raises(ConfigError):
        replace(Config(), k=65)


def test_equal_configs_have_one_hash() -> None:
    assert len({Config(k=3), config(k=np.int64(3)), Config(k=4)}) == 2


@pytest.mark.parametrize("strength", [0, 10, 0.5, np.float32(2), 1])
def test_hysteresis_is_a_number_from_0_to_10(strength: float) -> None:
    assert Config(hysteresis=strength).hysteresis == strength
    assert type(Config(hysteresis=strength).hysteresis) is float


@pytest.mark.parametrize("strength", [-0.1, 10.5, float("nan"), float("inf"), "1", None, True, np.True_, 10**400])
def test_other_hysteresis_is_refused_with_what_is_allowed(strength: object) -> None:
    with pytest.raises(ConfigError) as refused:
        config(hysteresis=strength)
    assert str(refused.value) == f"hysteresis is {strength!r}; it must be a number from 0 to 10"


@pytest.mark.parametrize("given", [[(1, 2, 3), (4, 5, 6)], np.array([[1, 2, 3], [4, 5, 6]], np.uint8)])
def test_a_palette_becomes_triples_and_sets_k(given: object) -> None:
    made = config(palette=given, k=64)
    assert made.palette == ((1, 2, 3), (4, 5, 6))
    assert made.k == 2
    assert hash(made) == hash(replace(made))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "palette has 0 colours; it must have 1 to 64"),
        ([(0, 0, 0)] * 65, "palette has 65 colours; it must have 1 to 64"),
        ([(0, 0)], "palette[0] has 2 numbers; a colour has three: blue, green, red"),
        ([(0, 0, 0), (0, 0, 256)], "palette[1] is 256; it must be a whole number from 0 to 255"),
        ([(0, 0, 0.5)], "palette[0] is 0.5; it must be a whole number from 0 to 255"),
        (7, "palette is 7; it must be a list of colours, each blue, green, red"),
        ([7], "palette is [7]; it must be a list of colours, each blue, green, red"),
    ],
)
def test_a_palette_that_is_none_is_refused_with_what_is_allowed(given: object, message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        config(palette=given)
    assert str(refused.value) == message
