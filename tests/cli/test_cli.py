"""The command line: what it prints, where, and its exit codes."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import cv2
import click
import pytest

from live_seg import __version__
from live_seg.cli import main
from live_seg.cli.options import checked_size
from tests.media import damage_middle, moving_square, picture_times, pictures_in, write_video
from tests.pictures import grainy, squares, write
from tests.platforms import linux_only, posix_only
from tests.processes import without_compiling


def error_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return standard error, which must be one line. Standard output must be empty."""
    out, error = capsys.readouterr()
    assert out == ""
    assert error.count("\n") == 1
    return error


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"live-seg {__version__}\n"


def test_help_fits_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ([], ["live"], ["demo"], ["process"], ["bench"], ["elbow"], ["cameras"]):
        assert main([*command, "--help"]) == 0
        text = capsys.readouterr().out
        assert text.startswith(" ".join(["Usage: live-seg", *command]))
        assert max(map(len, text.splitlines())) <= 80, command


def test_process_reports_its_output_in_one_line(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), "-k", "3"]) == 0
    out, error = capsys.readouterr()
    assert out.startswith(f"wrote {tmp_path / 'out.mp4'}: 25 frames, 1.00 s, 64x48, with sound")
    assert out.count("\n") == 1
    assert error == ""


def test_json_is_one_object_on_standard_output(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), "--json"]) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["frames"] == 25
    assert done["duration"] == 1.0
    assert done["has_sound"] is True
    assert done["output"] == str(tmp_path / "out.mp4")


def test_live_reports_frames_drops_and_k_as_json(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", str(clip), "--no-window", "--json", "-k", "4"]) == 0
    ended = json.loads(capsys.readouterr().out)
    assert (ended["frames"], ended["dropped"], ended["k"]) == (25, 0, 4)


HOW = {"emphasis": 0.5, "regions": True, "detail": 0.25, "region_quality": "fine"}
"""Settings in a result as JSON."""
OPTIONS_FOR_THEM = ["--emphasis", "0.5", "--regions", "--detail", "0.25", "--region-quality", "fine"]


def test_a_result_as_json_says_how_it_was_segmented(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = write(tmp_path / "photo.png", squares())
    commands = (
        ["process", str(clip), "-o", str(tmp_path / "out.mp4")],
        ["process", str(photo), "-o", str(tmp_path / "out.png")],
        ["live", str(photo), "--no-window"],
    )
    for command in commands:
        assert main([*command, "-k", "3", *OPTIONS_FOR_THEM, "--json"]) == 0
        done = json.loads(capsys.readouterr().out)
        assert done["k"] == 3
        assert {name: done[name] for name in HOW} == HOW


def test_the_demo_records_without_a_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.mp4"
    assert main(["demo", "--record", str(out), "--no-window", "--duration", "0.5"]) == 0
    assert "15 frames" in capsys.readouterr().out
    assert out.exists()


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["-k", "0"], "k is 0; it must be a whole number from 1 to 64"),
        (["--seed", "-1"], "seed is -1; it must be a whole number from 0 to 4294967295"),
        (["--sample-size", "1"], "sample_size is 1; it must be a whole number from 64 to 1048576"),
        (["--hysteresis", "-1"], "hysteresis is -1.0; it must be a number from 0 to 10"),
        (["--emphasis", "2.5"], "emphasis is 2.5; it must be a number from 0 to 2"),
        (["--palette-in", "gone.json"], "cannot read the palette gone.json: No such file or directory"),
    ],
)
def test_an_invalid_setting_is_refused_with_the_allowed_values(
    options: list[str], line: str, clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), *options]) == 2
    assert error_line(capsys) == f"live-seg: {line}\n"


def test_the_palette_that_is_read_is_never_overwritten(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    palette, out = tmp_path / "mine.json", tmp_path / "out.mp4"
    palette.write_text('["#102030", "#d0c0b0"]')
    options = ["--palette-in", str(palette), "--palette", str(palette), "--overwrite"]
    assert main(["process", str(clip), "-o", str(out), *options]) == 2
    assert f"{palette} is the input {palette}" in error_line(capsys)
    assert palette.read_text() == '["#102030", "#d0c0b0"]'


@pytest.mark.parametrize("command", ["process", "live"])
def test_k_and_a_palette_exclude_each_other(
    command: str, clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    palette = tmp_path / "mine.json"
    palette.write_text('["#102030", "#d0c0b0"]')
    options = ["-o", str(tmp_path / "out.mp4")] if command == "process" else ["--no-window"]
    for k in ("5", *(["auto"] if command == "process" else [])):
        assert main([command, str(clip), *options, "-k", k, "--palette-in", str(palette)]) == 2
        assert "'-k' and '--palette-in' both set K: give one of them." in error_line(capsys)


def test_an_option_with_one_value_is_refused_twice(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["process", str(clip), "-o", str(tmp_path / "out.mp4")]
    for option, value in {"--stats": "a.csv", "-o": "b.mp4", "-k": "3", "--clusters": "3", "--view": "edges"}.items():
        more = [option, value] * (1 if option == "-o" else 2)
        assert main([*wanted, *more]) == 2, option
        assert "is given 2 times." in error_line(capsys), option


def test_options_that_may_be_repeated_are(clip: Path, tmp_path: Path) -> None:
    twice = ["--pick", "largest", "--pick", "centre", "--regions", "--regions"]
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), *twice]) == 0


def test_a_pick_outside_the_frame_is_refused_with_the_limits(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), "--pick", "64,0"]) == 2
    limits = "the columns of a frame go from 0 to 63 and its rows from 0 to 47, after size and scale"
    assert error_line(capsys) == f"live-seg: pick is 64,0; {limits}\n"


@pytest.mark.parametrize("option", ["--view=cutout", "--outline"])
def test_what_needs_a_pick_names_all_kinds(
    option: str, clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), option]) == 2
    kinds = "needs '--pick X,Y', '--pick largest', '--pick centre' or '--pick-colour #RRGGBB'."
    assert kinds in error_line(capsys)


@pytest.mark.parametrize("option", ["--hysteresis", "--emphasis"])
def test_a_setting_changes_the_output(option: str, clip: Path, tmp_path: Path) -> None:
    for strength in ("0", "1"):
        assert main(["process", str(clip), "-o", str(tmp_path / f"{strength}.mp4"), option, strength]) == 0
    assert (tmp_path / "0.mp4").read_bytes() != (tmp_path / "1.mp4").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["process", "in.mp4", "-o", "out.mp4", "-k", "many"], "'many' is neither a whole number from"),
        (["live", "-k", "auto"], "'auto' is not a valid integer"),
        (["process", "in.mp4", "-o", "out.mp4", "--colour-space", "hsv"], "'hsv' is not one of 'lab', 'bgr'"),
        (["process", "in.mp4"], "Missing option '-o'"),
        (["segment"], "No such command 'segment'"),
        (["live", "-1"], "No such option '-1'"),
    ],
)
def test_arguments_that_cannot_be_parsed_are_refused_with_a_hint_to_the_help(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    error = error_line(capsys)
    assert line in error
    assert "--help'" in error


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("Usage: live-seg")


@posix_only
@pytest.mark.parametrize("errors_to", [pytest.param(">/dev/full", marks=linux_only), ">&-"])
def test_process_works_when_standard_error_cannot_be_written(errors_to: str, clip: Path, tmp_path: Path) -> None:
    def run(source: Path, out: str) -> subprocess.CompletedProcess[str]:
        arguments = shlex.join([sys.executable, "-m", "live_seg", "process", str(source), "-o", out, "--json"])
        return subprocess.run(
            ["sh", "-c", f"{arguments} 2{errors_to}"], cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=False
        )

    done = run(clip, "out.mp4")
    assert done.returncode == 0
    assert json.loads(done.stdout)["frames"] == 25
    assert run(tmp_path / "none.mp4", "new.mp4").returncode == 3


@linux_only
def test_a_report_that_cannot_be_printed_is_an_output_error(clip: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "live_seg", "process", str(clip), "-o", str(tmp_path / "out.mp4")],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ran.returncode == 5
    assert without_compiling(ran.stderr) == "live-seg: the result cannot be printed: No space left on device\n"
    assert (tmp_path / "out.mp4").exists()


def test_an_output_with_an_unknown_suffix_is_refused(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "out.avi")]) == 2
    assert ".mp4, .m4v, .mov, .mkv, .webm, .gif or .webp" in error_line(capsys)


def test_a_negative_camera_index_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", "--no-window", "--", "-1"]) == 2
    assert error_line(capsys) == "live-seg: camera index is -1; it must be a whole number from 0 to 999\n"


def test_a_missing_source_is_a_source_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", str(tmp_path / "none.mp4"), "-o", str(tmp_path / "out.mp4")]) == 3
    assert error_line(capsys) == f"live-seg: {tmp_path / 'none.mp4'} does not exist\n"


def test_a_truncated_source_gives_an_incomplete_output(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(clip.read_bytes()[:-6000])
    assert main(["process", str(cut), "-o", str(tmp_path / "out.mp4")]) == 4
    out, error = capsys.readouterr()
    assert out.startswith("wrote")
    assert "of 1.0 s" in error


def test_an_output_in_a_missing_folder_is_an_output_error(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "none" / "out.mp4")]) == 5
    assert f"the folder {tmp_path / 'none'} does not exist" in error_line(capsys)


def test_an_existing_output_needs_overwrite(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out.mp4").write_text("mine")
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4")]) == 5
    assert "--overwrite" in error_line(capsys)


@linux_only  # elsewhere a window opens
@pytest.mark.parametrize("command", ["live", "demo"])
def test_without_a_display_the_error_says_how_to_go_without_a_window(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    assert main([command]) == 6
    assert "without a display, add: --no-window --record OUT.mp4" in error_line(capsys)


def test_an_invalid_duration_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for seconds in ("inf", "nan", "1e308", "0", "-1", "soon"):
        assert main(["demo", "--no-window", "--duration", seconds]) == 2, seconds
        assert "--duration" in capsys.readouterr().err, seconds


def test_a_camera_index_that_is_too_large_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for source in ("99999999999", "1000"):
        assert main(["live", "--no-window", source]) == 2, source
        assert "from 0 to 999" in error_line(capsys)


@posix_only
def test_a_file_name_that_is_too_long_is_an_error_of_its_file(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["process", "a" * 300 + ".mp4", "-o", str(tmp_path / "out.mp4")]) == 3
    assert "too long" in error_line(capsys)
    assert main(["process", str(clip), "-o", str(tmp_path / ("a" * 300 + ".mp4"))]) == 5
    assert "too long" in error_line(capsys)


def test_process_refuses_a_network_stream(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", "rtsp://me:secret@x/y", "-o", str(tmp_path / "out.mp4")]) == 2
    assert "source is rtsp://me:***@x/y; only files are processed; save it to a file first" in error_line(capsys)


def test_a_stream_that_cannot_be_opened_is_a_source_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", "--no-window", "http://127.0.0.1:1/y"]) == 3
    assert "connection refused" in error_line(capsys)


def test_an_invalid_size_is_refused() -> None:
    context, option = click.Context(click.Command("live")), click.Option(["--size"])
    for size in ("1280", "x", "0x5", "-1x5", "1280x720x3", "99999x1", "1e3x5"):
        with pytest.raises(click.BadParameter, match=rf"{size}.* is not a width and a height from 1 to 16384, as in 1"):
            checked_size(context, option, size)


def test_a_size_may_be_left_out() -> None:
    context, option = click.Context(click.Command("live")), click.Option(["--size"])
    assert checked_size(context, option, None) is None
    assert checked_size(context, option, "1280X720") == (1280, 720)


def test_one_image_is_not_written_as_a_video(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("still.jpg", "still.png", "still.webp"):
        assert cv2.imwrite(str(tmp_path / name), moving_square(1)[0])
        assert main(["process", str(tmp_path / name), "-o", str(tmp_path / "out.mp4")]) == 2
        assert "name an image file or a folder" in error_line(capsys)


def image_named(folder: Path, name: bytes) -> bytes:
    path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118  # bytes
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(write(folder / "plain.png", squares()).read_bytes())
    return path


def in_a_child(*arguments: str | bytes | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "live_seg", *arguments]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, check=False)


@linux_only
def test_an_image_name_need_not_be_valid_utf_8(tmp_path: Path) -> None:
    path = image_named(tmp_path, b"na\xefve.png")
    out = path.replace(b".png", b"-out.png")
    # as in a locale whose standard output takes only valid UTF-8
    ran = in_a_child("process", path, "-o", out, PYTHONIOENCODING="utf-8:strict")
    assert (ran.returncode, without_compiling(ran.stderr.decode())) == (0, "")
    assert ran.stdout.startswith(b"wrote ")
    assert os.path.exists(out)  # noqa: PTH110  # bytes


@linux_only
def test_an_image_name_may_have_special_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("12:30 a b.png", "[1].png", "100%d.png", "-k.png"):
        path = write(tmp_path / "plain.png", squares()).rename(tmp_path / name)
        out = tmp_path / f"{path.stem}-out.png"
        assert main(["process", str(path), "-o", str(out)]) == 0, name
        printed, error = capsys.readouterr()
        assert (printed.startswith("wrote "), error) == (True, ""), name
        assert out.exists(), name


def test_a_name_that_begins_with_a_dash_is_given_after_two_dashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    image_named(tmp_path, b"-k.png")
    assert main(["process", "-o", "out.png", "--", "-k.png"]) == 0
    assert capsys.readouterr().out.startswith("wrote out.png: 32x24")


def test_a_folder_with_one_bad_image_gives_an_incomplete_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.png", squares())
    (tmp_path / "b.png").write_text("text")
    (tmp_path / "c.txt").write_text("text")
    assert main(["process", str(tmp_path), "-o", str(tmp_path / "out"), "--json"]) == 4
    out, error = capsys.readouterr()
    assert error == f"live-seg: {tmp_path / 'b.png'} is not an image but text\n"
    assert (json.loads(out)["pictures"], json.loads(out)["inputs"]) == (1, 2)


@posix_only
@pytest.mark.parametrize("errors_to", ["2>&-", pytest.param("2>/dev/full", marks=linux_only)])
def test_a_damaged_image_is_processed_when_standard_error_cannot_be_written(errors_to: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", grainy())
    path.write_bytes(path.read_bytes()[:-500])
    command = shlex.join([sys.executable, "-m", "live_seg", "process", str(path), "-o", str(tmp_path / "out.png")])
    assert subprocess.run(["sh", "-c", f"{command} {errors_to}"], capture_output=True, check=False).returncode == 4
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


def test_an_invalid_rate_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for rate in ("0", "-1", "fast", "nan", "1e9", "1/0", "1e-9"):
        assert main(["process", str(tmp_path), "-o", str(tmp_path / "out.mp4"), "--rate", rate]) == 2, rate
        assert "--rate" in error_line(capsys)


def test_a_rate_is_a_number_or_a_fraction(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    images, out = tmp_path / "images", tmp_path / "out.mp4"
    images.mkdir()
    for name in ("a.png", "b.png"):
        write(images / name, squares())
    for rate, seconds in (("0.5", 4.0), ("30000/1001", 0.0667), ("0.01", 200.0), ("1000", 0.002)):
        assert main(["process", str(images), "-o", str(out), "--rate", rate, "--json", "--overwrite"]) == 0, rate
        assert json.loads(capsys.readouterr().out)["duration"] == pytest.approx(seconds, abs=1e-4)
        assert len(picture_times(out)) == 2


def test_live_shows_images(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "a.png", squares())
    assert main(["live", str(tmp_path / "a.png"), "--no-window", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["frames"] == 1


def test_an_internal_error_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from live_seg.live import run as live

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(live, "run_session", fail)
    assert main(["demo", "--no-window"]) == 1
    assert "internal error" in error_line(capsys)


def test_debug_shows_the_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", str(tmp_path / "none.mp4"), "-o", str(tmp_path / "out.mp4"), "--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_libraries_print_nothing_about_a_damaged_file(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", moving_square(100, 320, 240))
    damage_middle(source, lambda data: data.fill(0))
    ran = subprocess.run(
        [sys.executable, "-m", "live_seg", "process", str(source), "-o", str(tmp_path / "out.mp4")],
        env={name: value for name, value in os.environ.items() if not name.startswith(("OPENCV", "QT"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 4
    said = without_compiling(ran.stderr)
    assert said == f"live-seg: {source}: {said.split(': ', 2)[2]}"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--size", "640x480"], "'--size' and '--fps' are for cameras, and"),
        (["--background", "purple"], "background is 'purple'; it must be dim, remove, blur, a colour"),
        (["--k-max", "0"], "k_max is 0; it must be a whole number from 1 to 64"),
        (["--view", "sideways"], "Invalid value for '--view'"),
        (["--record-view", "edges"], "'--record-view' has no effect without '--record' or a window."),
        (["--view", "cutout"], "view is 'cutout' without a window"),
        (["--view", "regions"], "view is 'regions', but regions are off; switch them on with --regions"),
        (
            ["--record-view", "regions", "--record", "never.mp4"],
            "record-view is 'regions', but regions are off; switch them on with --regions",
        ),
    ],
)
def test_an_option_that_does_not_fit_the_session_is_refused(
    options: list[str], line: str, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["live", str(clip), "--no-window", *options]) == 2
    assert line in error_line(capsys)


def test_the_folder_to_save_to_must_exist(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", str(clip), "--no-window", "--save-to", str(tmp_path / "gone")]) == 5
    assert error_line(capsys) == f"live-seg: cannot write in {tmp_path / 'gone'}: it does not exist\n"


def test_without_a_virtual_camera_device_the_error_says_what_to_install(
    clip: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pyvirtualcam.camera.BACKENDS", {})
    assert main(["live", str(clip), "--no-window", "--virtual-camera"]) == 5
    assert "install" in without_compiling(error_line(capsys))


def test_the_recorded_view_may_differ_from_the_shown_view(clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    options = ["--record", str(out), "--record-view", "side-by-side", "--mirror"]
    assert main(["live", str(clip), "--no-window", *options]) == 0
    assert {picture.shape for picture in pictures_in(out)} == {(48, 128, 3)}
