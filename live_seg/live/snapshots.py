"""The snapshots of a session, one at a time, written in a thread of their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from live_seg.errors import LiveSegError
from live_seg.live.snapshot import default_stem, save_snapshot
from live_seg.pipeline import BackgroundTask

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.live.view_settings import ViewSettings
    from live_seg.segment import Segmentation


class Snapshots:
    """Writes what is seen, its frame and its labels, while the video goes on.

    Args:
        folder: where to.

    Attributes:
        paths: the files that were written.
        failures: why others were not.
    """

    def __init__(self, folder: Path) -> None:
        self.paths: list[Path] = []
        self.failures: list[LiveSegError] = []
        self._folder = folder
        self._saving: BackgroundTask[tuple[Path, ...]] | None = None

    def take(self, seen: Segmentation, look: ViewSettings) -> bool:
        """Begin to write one; False while the last one is still being written."""
        if self._saving is not None:
            return False
        place = self._folder / default_stem(datetime.now().astimezone())
        self._saving = BackgroundTask.call(lambda: save_snapshot(place, seen, look.view, look.picked, look.background))
        return True

    def news(self) -> list[str]:
        """What there is to say since it was asked for last: the one that is written, or why it is not."""
        return self.finish() if self._saving is not None and self._saving.is_over else []

    def finish(self) -> list[str]:
        """Wait for the one that is being written; what there is to say of it."""
        if self._saving is None:
            return []
        saving, self._saving = self._saving, None
        try:
            paths = saving.result() or ()
        except LiveSegError as error:
            self.failures.append(error)
            return [str(error)]
        self.paths.extend(paths)
        return [f"saved snapshot {paths[0].name.removesuffix('-view.png')}"]
