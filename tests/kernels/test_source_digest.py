"""A digest of all the source that a module is made of."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest

from live_seg.kernels.source_digest import digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the package `made` is."""
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("made")
    yield tmp_path
    del sys.modules["made"]


def digest(folder: Path, **sources: str) -> str:
    """Of `made.top`, in a package of these modules."""
    for name, source in sources.items():
        (folder / "made" / f"{name}.py").write_text(source)
    digest_of.cache_clear()
    return digest_of("made.top")


@pytest.mark.parametrize(
    "imported",
    [
        "from made.low import A",
        "from made.low import (\n    A,  # (why)\n    B,\n)",
        "from made import low",
        "from made import (\n    other,  # ) here\n    low,\n)",
        "from made import \\\n    low",
        "import made.low",
        "import sys, made.low as lower",
        "from . import low",
        "from .low import A",
        "def late():\n    import made.low",
        "from made.middle import A",
    ],
)
def test_a_module_that_is_imported_counts(imported: str, folder: Path) -> None:
    middle = "from made.low import A"
    before = digest(folder, top=imported, middle=middle, low="A = 1")
    assert digest(folder, top=imported, middle=middle, low="A = 2") != before


def test_two_modules_may_import_each_other(folder: Path) -> None:
    before = digest(folder, top="import made.low", low="import made.top\nA = 1")
    assert digest(folder, top="import made.low", low="import made.top\nA = 2") != before


def test_other_modules_do_not_count(folder: Path) -> None:
    before = digest(folder, top="import sys", low="A = 1")
    assert digest(folder, top="import sys", low="A = 2") == before


@pytest.mark.usefixtures("folder")
def test_a_module_whose_source_is_not_there_has_none() -> None:
    with pytest.raises(FileNotFoundError, match="there is no source of made"):
        digest_of("made.frozen")


def test_nothing_is_imported(folder: Path) -> None:
    digest(folder, top="from made.low import A", low="A = 1")
    assert not {"made.top", "made.low"} & set(sys.modules)
