"""Machine code on disk: it is used again, and never after the source has changed."""

from __future__ import annotations

import importlib
import logging
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numba import config as numba_config

from live_seg.kernels import cache as kernel_cache
from live_seg.kernels.cache import digest_of, why_not_kept

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = {
    "__init__.py": "",
    "constants.py": "IMPORTED = 1\n",
    "rows.py": "from numba import njit\n\n@njit(inline='always')\ndef inlined():\n    return 20\n",
    "kernels.py": """
from live_seg.kernels.jit import kernel
from small_package.constants import IMPORTED
from small_package.rows import inlined

OWN = 300

@kernel()
def fill(out):
    out[0] = IMPORTED + inlined() + OWN
""",
}
KERNELS = Path(kernel_cache.__file__).parent
LONG_AGO = 315_532_800
"""1980: the time of all files in a wheel that was built reproducibly."""


class SmallPackage:
    """A package with one kernel, whose source is in three files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "small_package"
        self.folder.mkdir()
        for name, source in SOURCES.items():
            self.write(name, source)

    def write(self, name: str, source: str) -> None:
        """Install a file, with the time that every version of it has."""
        (self.folder / name).write_text(source)
        os.utime(self.folder / name, (LONG_AGO, LONG_AGO))

    def replace(self, name: str, old: str, new: str) -> None:
        assert old in SOURCES[name]
        self.write(name, SOURCES[name].replace(old, new))

    def start(self) -> Any:
        """The kernel, as a new process gets it."""
        _forget()
        return importlib.import_module("small_package.kernels").fill

    def kept(self) -> list[Path]:
        return [file for file in self.folder.rglob("*.nb?") if file.stat().st_size]


def _forget() -> None:
    for name in [name for name in sys.modules if name.startswith("small_package")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    digest_of.cache_clear()


def result_of(fill: Any) -> int:
    out = np.zeros(1, np.int64)
    fill(out)
    return int(out[0])


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallPackage]:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # Python's own cache goes by time and size too
    monkeypatch.setattr(numba_config, "CACHE_DIR", "")
    monkeypatch.setattr(kernel_cache, "_reasons", [])
    monkeypatch.syspath_prepend(tmp_path)
    yield SmallPackage(tmp_path)
    _forget()


def test_the_next_start_uses_what_was_kept(package: SmallPackage) -> None:
    assert result_of(package.start()) == 321
    again = package.start()
    assert result_of(again) == 321
    assert sum(again.stats.cache_hits.values()) == 1
    assert why_not_kept() is None


@pytest.mark.parametrize(
    ("file", "old", "new", "result"),
    [("kernels.py", "300", "400", 421), ("constants.py", "1", "2", 322), ("rows.py", "20", "30", 331)],
)
def test_after_an_upgrade_nothing_of_the_old_version_runs(
    file: str, old: str, new: str, result: int, package: SmallPackage
) -> None:
    result_of(package.start())
    package.replace(file, old, new)
    assert result_of(package.start()) == result


def test_kernels_import_nothing_that_the_digest_does_not_cover() -> None:
    # these have no part in machine code
    allowed = {"live_seg.buffers", "live_seg.errors", "live_seg.kernels.cache", "live_seg.kernels.jit"}
    for file in KERNELS.rglob("*.py"):
        covered = {file.parent, *(above for above in file.parent.parents if KERNELS in above.parents)}
        imported = set(re.findall(r"(?:from|import) (live_seg[.\w]*)", file.read_text())) - allowed
        folders = {(KERNELS.parents[1] / name.replace(".", "/")).parent for name in imported}
        assert folders <= covered, file


def test_a_change_in_a_folder_above_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_cache, "KERNELS", tmp_path)
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    for folder in (tmp_path, inner.parent, inner):
        (folder / "loops.py").write_text("ONE = 1")
    digests = []
    for changed in (inner, inner.parent, tmp_path):
        (changed / "loops.py").write_text("ONE = 2")
        digest_of.cache_clear()
        digests.append(digest_of(inner))
    assert digests[0] != digests[1] == digests[2]


def test_an_older_version_leaves_no_files(package: SmallPackage) -> None:
    result_of(package.start())
    before = package.kept()
    package.replace("constants.py", "1", "2")
    result_of(package.start())
    assert len(package.kept()) == len(before) == 2
    assert not set(package.kept()) & set(before)


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("content", [b"", b"\x80\x04no pickle"])
def test_a_damaged_file_is_written_again(suffix: str, content: bytes, package: SmallPackage) -> None:
    result_of(package.start())
    (damaged,) = package.folder.rglob(f"*{suffix}")
    damaged.write_bytes(content)
    assert result_of(package.start()) == 321
    healed = package.start()
    result_of(healed)
    assert sum(healed.stats.cache_hits.values()) == 1


@pytest.fixture
def nowhere_to_write(package: SmallPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files where folders should be: nobody, not even root, can write into them."""
    (tmp_path / "file").touch()
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "file"))
    (package.folder / "__pycache__").touch()


@pytest.mark.usefixtures("nowhere_to_write")
@pytest.mark.skipif(sys.platform == "win32", reason="there the user's folder does not depend on the environment")
def test_without_a_folder_for_the_cache_kernels_run_and_the_reason_is_known(package: SmallPackage) -> None:
    assert result_of(package.start()) == 321
    assert why_not_kept() == (
        f"no folder can be written to (tried {package.folder / '__pycache__'}, your cache folder); "
        "set NUMBA_CACHE_DIR to one that can"
    )


@pytest.mark.usefixtures("nowhere_to_write")
@pytest.mark.skipif(sys.platform == "win32", reason="there the user's folder does not depend on the environment")
def test_the_reason_is_logged_once_and_not_printed(
    package: SmallPackage, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    package.start()
    package.start()
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "cannot be kept" in record.getMessage()
    assert capfd.readouterr() == ("", "")


def test_on_a_full_disk_a_kernel_is_compiled_once_and_the_reason_is_known(
    package: SmallPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    fill = package.start()
    assert result_of(fill) == 321
    assert sum(fill.stats.cache_misses.values()) == 1
    assert "No space left on device; make room there" in str(why_not_kept())


def test_a_damaged_file_that_cannot_be_replaced_is_no_failure(
    package: SmallPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    result_of(package.start())
    (index,) = package.folder.rglob("*.nbi")
    index.write_bytes(b"")
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile._save_index", read_only)
    assert result_of(package.start()) == 321
    assert why_not_kept() is not None
