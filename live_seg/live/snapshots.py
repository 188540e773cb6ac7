"""The snapshots of a session, saved one at a time in the background."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from live_seg.errors import LiveSegError, one_line
from live_seg.live.snapshot import default_stem, save_snapshot
from live_seg.pipeline import BackgroundTask

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.live.view_settings import ViewSettings
    from live_seg.segment import Segmentation


class Snapshots:
    """Saves what is seen, its frame and its labels, while the video goes on.

    Args:
        folder: where the files go.

    Attributes:
        paths: the files that were written.
        failures: errors of those that were not.
    """

    def __init__(self, folder: Path) -> None:
        self.paths: list[Path] = []
        self.failures: list[LiveSegError] = []
        self._folder = folder
        self._saving: BackgroundTask[tuple[Path, ...]] | None = None

    def take(self, seen: Segmentation, settings: ViewSettings) -> bool:
        """Start to save a snapshot; False while the last one is still being saved."""
        if self._saving is not None:
            return False
        place = self._folder / default_stem(datetime.now().astimezone())
        save = partial(save_snapshot, place, seen, settings.view, settings.picked, settings.background)
        self._saving = BackgroundTask.call(save)
        return True

    def news(self) -> list[str]:
        """What to tell the user since this was called before: the snapshot that is saved, or why it is not."""
        return self.finish() if self._saving is not None and self._saving.is_over else []

    def finish(self) -> list[str]:
        """Wait for the snapshot that is being saved; what to tell the user about it."""
        if self._saving is None:
            return []
        saving, self._saving = self._saving, None
        try:
            paths = saving.result() or ()
        except LiveSegError as error:
            self.failures.append(error)
            return [one_line(error)]
        self.paths.extend(paths)
        return [f"saved snapshot {paths[0].name.removesuffix('-view.png')}"]
