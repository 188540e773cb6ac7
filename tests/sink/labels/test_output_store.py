"""Zarr stores as outputs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from live_seg.errors import SinkError
from live_seg.sink.labels.output_store import OutputStore


def put_store(path: Path, text: str) -> None:
    path.mkdir(exist_ok=True)
    (path / "zarr.json").write_text(text)


def test_a_new_store_replaces_an_older_one(tmp_path: Path) -> None:
    put_store(tmp_path / "out.zarr", "old")
    store = OutputStore(tmp_path / "out.zarr", overwrite=True)
    put_store(store.partial, "new")
    store.publish()
    assert (tmp_path / "out.zarr" / "zarr.json").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out.zarr"]


def test_an_older_store_stays_in_its_place_if_the_new_one_cannot_be_put_there(tmp_path: Path) -> None:
    put_store(tmp_path / "out.zarr", "old")
    store = OutputStore(tmp_path / "out.zarr", overwrite=True)
    shutil.rmtree(store.partial)
    with pytest.raises(SinkError, match=r"cannot finish .*out\.zarr: No such file"):
        store.publish()
    assert (tmp_path / "out.zarr" / "zarr.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.zarr"]
