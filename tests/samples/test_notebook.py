"""The sample notebook runs from start to end, and what is committed is what it gives."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
NOTEBOOK = SAMPLES / "segmentation.ipynb"
FACTS = """
import json
print(json.dumps({
    "masks": len(masks),
    "masks of a pixel": sorted({int(count) for count in np.unique(sum(mask.astype(int) for mask in masks))}),
    "shares": float(result.palette.shares.sum()),
    "knees": [one.knee for one in (curve, poster_curve, gradient_curve)],
    "bends": [one.bend for one in (curve, poster_curve, gradient_curve)],
    "opinions": [one.second_opinion for one in (curve, poster_curve, gradient_curve)],
    "suggestion": curve.suggestion,
    "poster colours": len(np.unique(poster.reshape(-1, 3), axis=0)),
    "same labels": float((labels == result.labels).mean()),
    "in the blossom": bool(alpha[210, 300]),
    "in the leaves": bool(alpha[20, 20]) or bool(alpha[420, 380]),
    "kept": float((alpha > 0).mean()),
    "scenes": scenes.tolist(),
    "shares of frames": sorted({float(share) for share in shares.sum(axis="columns").round(5)}),
    "python": __import__("sys").executable,
}))
"""

Notebook = dict[str, Any]


def outputs(notebook: Notebook) -> list[dict[str, Any]]:
    return [output for cell in notebook["cells"] for output in cell.get("outputs", [])]


def said(notebook: Notebook) -> list[str]:
    """What each cell printed."""
    return ["".join(output["text"]) for output in outputs(notebook) if output["output_type"] == "stream"]


@pytest.fixture(scope="module")
def committed() -> Notebook:
    notebook: Notebook = json.loads(NOTEBOOK.read_text())
    return notebook


@pytest.fixture(scope="module")
def made(committed: Notebook, tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    """The notebook as it runs now, with a cell more, which prints what came out."""
    folder = tmp_path_factory.mktemp("notebook")
    cell: Notebook = {
        "id": "facts",
        "cell_type": "code",
        "metadata": {},
        "source": FACTS,
        "outputs": [],
        "execution_count": None,
    }
    (folder / "in.ipynb").write_text(json.dumps(committed | {"cells": [*committed["cells"], cell]}))
    shutil.copy(SAMPLES / "clip.mp4", folder)
    # in a process of its own: the libraries of Jupyter raise warnings and keep threads
    command: list[str | Path] = [sys.executable, SAMPLES / "run_notebook.py", folder / "in.ipynb", folder / "out.ipynb"]
    subprocess.run(command, check=True, timeout=120)
    notebook: Notebook = json.loads((folder / "out.ipynb").read_text())
    return notebook


@pytest.fixture(scope="module")
def facts(made: Notebook) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(made)[-1])
    return found


def test_it_runs_on_the_python_that_runs_the_script(facts: dict[str, Any]) -> None:
    assert facts["python"] == sys.executable


def test_every_pixel_is_in_exactly_one_of_five_masks(facts: dict[str, Any]) -> None:
    assert (facts["masks"], facts["masks of a pixel"]) == (5, [1])


def test_shares_sum_to_one(facts: dict[str, Any]) -> None:
    assert facts["shares"] == pytest.approx(1, abs=1e-6)


def test_the_elbows_are_those_that_the_text_speaks_of(facts: dict[str, Any]) -> None:
    assert facts["knees"] == [None, 5, None]
    assert facts["bends"] == [2, 4, 3]
    assert facts["opinions"] == [2, 10, 10]
    assert facts["suggestion"] == 2
    assert facts["poster colours"] == 5


def test_by_hand_the_labels_are_nearly_the_same(facts: dict[str, Any]) -> None:
    assert facts["same labels"] > 0.97


def test_the_cut_out_is_the_blossom_and_nothing_else(facts: dict[str, Any]) -> None:
    assert facts["in the blossom"]
    assert not facts["in the leaves"]
    assert 0.2 < facts["kept"] < 0.23


def test_the_video_has_two_scenes_and_its_shares_sum_to_one(facts: dict[str, Any]) -> None:
    assert facts["scenes"] == [0, 3.52]
    assert facts["shares of frames"] == [1]


def test_what_is_committed_is_what_it_prints(committed: Notebook, made: Notebook) -> None:
    # but for the last digits, which another machine's K-means may have otherwise
    words = [[re.sub(r"\d", "0", text) for text in said(notebook)] for notebook in (committed, made)]
    assert words[0] == words[1][:-1]


def test_what_is_committed_has_all_outputs_and_no_error(committed: Notebook) -> None:
    code = [cell for cell in committed["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert {output["output_type"] for output in outputs(committed)} == {"stream", "display_data", "execute_result"}
    assert {output["name"] for output in outputs(committed) if output["output_type"] == "stream"} == {"stdout"}


def test_the_committed_pictures_can_be_read(committed: Notebook) -> None:
    data = [output.get("data", {}) for output in outputs(committed)]
    coded = [one[kind] for one in data for kind in ("image/png", "image/jpeg") if kind in one]
    pictures = [cv2.imdecode(np.frombuffer(base64.b64decode(one), np.uint8), cv2.IMREAD_COLOR) for one in coded]
    assert len(pictures) == 10
    assert all(picture is not None and picture.std() > 10 for picture in pictures)


def test_the_committed_file_is_small_and_tells_of_no_machine(committed: Notebook) -> None:
    text = NOTEBOOK.read_text()
    assert len(text) < 600_000
    assert not re.search(r"/home/|/tmp/|/Users/|[A-Z]:\\\\|\d{4}-\d\d-\d\d", text)
    assert set(committed["metadata"]) == {"kernelspec", "language_info"}
    assert not any(cell["metadata"] for cell in committed["cells"])


def test_its_links_lead_somewhere(committed: Notebook) -> None:
    text = "".join("".join(cell["source"]) for cell in committed["cells"] if cell["cell_type"] == "markdown")
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", text)
    assert links
    assert all((SAMPLES / link).exists() for link in links)
