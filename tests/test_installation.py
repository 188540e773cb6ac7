"""How to install matplotlib, for each way in which live_seg was installed."""

from __future__ import annotations

import json
from functools import partial
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING

import pytest

from live_seg import installation
from tests.platforms import posix_only

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "file:///home/me/live%20seg"
on_posix = partial(pytest.param, marks=posix_only)


class Installed:
    """The metadata of live_seg, with the origin that an installer recorded."""

    def __init__(self, origin: Mapping[str, object] | None) -> None:
        self._origin = origin

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return None if self._origin is None else json.dumps(self._origin)


@pytest.mark.parametrize(
    ("origin", "command"),
    [
        (None, "pip install 'live_seg[plots]'"),
        on_posix({"url": FOLDER, "dir_info": {}}, "python -m pip install '/home/me/live seg[plots]'"),
        on_posix(
            {"url": FOLDER, "dir_info": {"editable": True}}, "python -m pip install -e '/home/me/live seg[plots]'"
        ),
        on_posix({"url": "file:///tmp/a.whl", "archive_info": {}}, "python -m pip install '/tmp/a.whl[plots]'"),
        ({"url": "https://host/live_seg.git", "vcs_info": {"vcs": "git"}}, "pip install 'live_seg[plots]'"),
    ],
)
def test_the_command_installs_from_the_same_origin(
    origin: Mapping[str, object] | None, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "distribution", lambda name: Installed(origin))
    assert installation.install_command("plots") == command


def test_the_command_names_the_package_if_live_seg_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installation, "distribution", missing)
    assert installation.install_command("plots") == "pip install 'live_seg[plots]'"
