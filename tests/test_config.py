"""Config: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from live_seg import Config, ConfigError, Segmenter
from live_seg.config import config_with
from live_seg.errors import described

BOUNDS = {"k": (1, 64), "seed": (0, 2**32 - 1), "sample_size": (64, 1048576)}


def config(**settings: Any) -> Config:
    return Config(**settings)


def refusal(**settings: Any) -> str:
    with pytest.raises(ConfigError) as refused:
        Config(**settings)
    return str(refused.value)


def test_the_defaults_are_documented_values() -> None:
    made = Config()
    assert (made.k, made.seed, made.colour_space, made.sample_size) == (8, 0, "lab", 14400)
    assert (made.hysteresis, made.emphasis, made.palette) == (1.0, 0.0, None)


def test_both_ends_of_each_range_are_taken() -> None:
    for field, limits in BOUNDS.items():
        for value in limits:
            assert getattr(config(**{field: value}), field) == value


def test_values_beyond_a_range_are_refused_with_the_limits() -> None:
    for field, (low, high) in BOUNDS.items():
        for value in (low - 1, high + 1, -(2**70)):
            assert refusal(**{field: value}) == f"{field} is {value}; it must be a whole number from {low} to {high}"


def test_anything_but_a_whole_number_is_refused_with_the_limits() -> None:
    for field, (low, high) in BOUNDS.items():
        for value in (64.0, np.float32(64), "64", None, True, np.True_, float("nan"), 64j, [64]):
            expected = f"{field} is {value!r}; it must be a whole number from {low} to {high}"
            assert refusal(**{field: value}) == expected


def test_whole_numbers_of_numpy_become_ints() -> None:
    for field, kind in product(BOUNDS, (np.int8, np.uint8, np.int64, np.uint32, np.array)):
        value = getattr(config(**{field: kind(64)}), field)  # type: ignore[operator]
        assert value == 64, f"{field} from {kind}"
        assert type(value) is int, f"{field} from {kind}"


def test_both_colour_spaces_are_taken() -> None:
    assert [config(colour_space=space).colour_space for space in ("lab", "bgr")] == ["lab", "bgr"]


def test_another_colour_space_is_refused_with_the_two_names() -> None:
    for value in ("LAB", "rgb", "", None, 3, ["lab"], b"lab", np.zeros(2)):
        assert refusal(colour_space=value) == f"colour_space is {described(value)}; it must be 'lab' or 'bgr'"


def test_a_config_error_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="k is 0"):
        Config(k=0)


def test_a_config_cannot_be_changed() -> None:
    for field in fields(Config):
        with pytest.raises(FrozenInstanceError):
            setattr(Config(), field.name, 64)


def test_a_changed_copy_is_checked_too() -> None:
    assert replace(Config(), k=3) == Config(k=3)
    with pytest.raises(ConfigError):
        replace(Config(), k=65)


def test_equal_configs_have_one_hash() -> None:
    assert len({Config(k=3), config(k=np.int64(3)), Config(k=4)}) == 2


def test_hysteresis_is_a_number_from_0_to_10() -> None:
    for strength in (0, 10, 0.5, np.float32(2), 1):
        assert config(hysteresis=strength).hysteresis == strength
        assert type(config(hysteresis=strength).hysteresis) is float


def test_any_other_hysteresis_is_refused_with_the_limits() -> None:
    for strength in (-0.1, 10.5, float("nan"), float("inf"), "1", None, True, np.True_, 10**400):
        assert refusal(hysteresis=strength) == f"hysteresis is {described(strength)}; it must be a number from 0 to 10"


def test_emphasis_is_a_number_from_0_to_2() -> None:
    for emphasis in (0, 2, 0.5, np.float32(1)):
        assert config(emphasis=emphasis).emphasis == emphasis
        assert type(config(emphasis=emphasis).emphasis) is float


def test_any_other_emphasis_is_refused_with_the_limits() -> None:
    for emphasis in (-0.1, 2.1, float("nan"), "1", None, True):
        assert refusal(emphasis=emphasis) == f"emphasis is {described(emphasis)}; it must be a number from 0 to 2"


def test_a_palette_is_rows_an_array_hex_strings_or_a_palette_and_sets_k() -> None:
    rows = ((1, 2, 3), (4, 5, 6))
    array = np.array(rows, np.uint8)
    fitted = Segmenter(palette=rows).segment(np.zeros((4, 4, 3), np.uint8)).palette
    for given in (list(rows), array, ["#030201", "#060504"], iter(rows), fitted):
        made = config(palette=given, k=64)
        assert made.palette == rows, given
        assert made.k == 2, given
        assert hash(made) == hash(replace(made)), given


def test_what_is_not_a_palette_is_refused_with_what_was_expected() -> None:
    expected = 'expected a Palette, or a list of hex strings ("#d8d4cc") or of rows of blue, green, red'
    wrong: list[tuple[object, str]] = [
        ([], "palette has 0 colours; it must have 1 to 64"),
        ([(0, 0, 0)] * 65, "palette has 65 colours; it must have 1 to 64"),
        ([(0, 0)], "palette[0] has 2 numbers; a colour has three: blue, green, red"),
        ([(0, 0, 0), (0, 0, 256)], "palette[1] is 256; it must be a whole number from 0 to 255"),
        ([(0, 0, 0.5)], "palette[0] is 0.5; it must be a whole number from 0 to 255"),
        (["#d8d4c"], "palette[0] is '#d8d4c'; expected a hex string like \"#d8d4cc\""),
        (["red"], "palette[0] is 'red'; expected a hex string like \"#d8d4cc\""),
        ("#d8d4cc", f"palette is '#d8d4cc'; {expected}"),
        (7, f"palette is 7; {expected}"),
        ([7], "palette[0] is 7; expected blue, green, red, or a hex string"),
    ]
    for given, message in wrong:
        assert refusal(palette=given) == message


def test_settings_by_name_change_a_config() -> None:
    assert config_with(Config(k=3, seed=7), k=5) == Config(k=5, seed=7)


def test_what_is_not_a_config_is_refused_with_how_to_pass_settings() -> None:
    with pytest.raises(ConfigError, match="config is 5; expected a Config, or settings by name such as k=5"):
        config_with(5)  # type: ignore[arg-type]


def test_an_unknown_setting_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"unknown setting 'clusters'; the settings are k, seed, colour_space"):
        config_with(None, clusters=5)  # type: ignore[call-arg]


def test_a_colour_of_three_digits_has_each_digit_twice() -> None:
    assert config(palette=["#fff", "#a4b", "#Aa44bB"]).palette == (
        (255, 255, 255),
        (0xBB, 0x44, 0xAA),
        (0xBB, 0x44, 0xAA),
    )
