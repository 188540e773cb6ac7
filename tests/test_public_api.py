"""What users may import, and what an import costs."""

from __future__ import annotations

import ast
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import live_seg

ROOT = Path(live_seg.__file__).parents[1]
NAMES: list[str] = vars(live_seg)["__all__"]
HEAVY = [
    "av",
    "click",
    "cv2",
    "matplotlib",
    "numba",
    "numpy",
    "pyarrow",
    "pyvirtualcam",
    "rich",
    "scipy",
    "sklearn",
    "threadpoolctl",
    "zarr",
]


def python(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints, with warnings as errors."""
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout


def test_the_public_names_are_these() -> None:
    assert [
        *("Background", "CameraFormat", "Config", "ConfigError", "DisplayError", "ElbowCurve", "Frame", "FrameError"),
        *("ImagesReport", "LiveSegError", "OutputExistsError", "Palette", "Region", "Regions"),
        *(
            "Segmentation",
            "Segmenter",
            "Sink",
            "SinkError",
            "Source",
            "SourceError",
            "StreamInfo",
            "VideoReport",
            "VideoSink",
            "cutout",
            "edges",
        ),
        *("growing_elbow", "measure_elbow", "open_source", "overlay", "process"),
        *("read_labels", "read_palette", "read_regions", "recolour", "region_map", "side_by_side", "warm_up"),
    ] == NAMES


def test_every_public_name_is_what_it_is_called() -> None:
    for name in NAMES:
        assert getattr(live_seg, name).__name__ == name


def test_every_public_name_is_there_to_a_star_import_and_to_dir() -> None:
    names: dict[str, object] = {}
    exec("from live_seg import *", names)  # noqa: S102  # a function cannot have it otherwise
    assert set(NAMES) <= set(names)
    assert sorted(dir(live_seg)) == sorted(NAMES)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"live_seg.*segmentor"):
        _ = live_seg.segmentor  # type: ignore[attr-defined]
    assert not hasattr(live_seg, "segmentor")


def test_process_is_a_function_also_after_its_package_was_imported() -> None:
    assert python("import live_seg.processing.video, live_seg; print(callable(live_seg.process))") == "True\n"


def test_every_error_is_a_live_seg_error() -> None:
    for name in NAMES:
        if name.endswith("Error"):
            assert issubclass(getattr(live_seg, name), live_seg.LiveSegError)


def test_importing_live_seg_loads_no_other_library() -> None:
    loaded = python("import json, sys, live_seg; print(json.dumps(list(sys.modules)))")
    assert set(json.loads(loaded)).isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [["--help"], ["process", "--help"], ["--version"]])
def test_the_command_line_explains_itself_with_no_library_but_its_own(arguments: list[str]) -> None:
    code = "import json, sys; from live_seg import cli; cli.main(sys.argv[1:]); print(json.dumps([*sys.modules]))"
    loaded = json.loads(python(code, *arguments).splitlines()[-1])
    assert set(loaded) & set(HEAVY) == {"click"}


def test_settings_frames_and_errors_need_neither_opencv_nor_numba_nor_scikit_learn() -> None:
    code = (
        "import json, sys; from live_seg import Config, Frame, SinkError, StreamInfo; print(json.dumps([*sys.modules]))"
    )
    assert set(json.loads(python(code))).isdisjoint({"av", "cv2", "numba", "sklearn"})


def imports_of(module: Path) -> list[str]:
    """The libraries that a module imports, in order, wherever in it that is."""
    nodes = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = []
    for node in sorted(nodes, key=lambda node: node.lineno):
        given = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        names += [name.partition(".")[0] for name in given]
    return names


def test_opencv_is_loaded_before_av_whichever_module_comes_first() -> None:
    # the other way round, OpenCV's windows hang
    libraries = {file: imports_of(file) for file in (ROOT / "live_seg").rglob("*.py")}
    with_av = [names for names in libraries.values() if "av" in names]
    assert len(with_av) > 5
    assert [names for names in with_av if "cv2" not in names[: names.index("av")]] == []


FIRST = """
import sys
__import__(sys.argv[1])
print(*(name for name in sys.modules if name in ("cv2", "av")))
"""


@pytest.mark.parametrize("module", ["live_seg.source.file.file_source", "live_seg.sink.video.video_sink"])
def test_the_modules_that_read_and_write_videos_load_opencv_first(module: str) -> None:
    assert python(FIRST, module) == "cv2 av\n"


def test_errors_can_be_passed_between_processes() -> None:
    error = live_seg.OutputExistsError(Path("out.mp4"))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
    assert (str(copy), copy.path) == (str(error), error.path)
