"""Snapshots: the view, the frame, the labels and the regions, as files that are saved in the background."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import partial
from itertools import count
from os.path import lexists
from pathlib import Path

from live_seg.config import ViewName
from live_seg.errors import LiveSegError, one_line
from live_seg.live.view_settings import ViewSettings
from live_seg.pipeline import BackgroundTask
from live_seg.segment import Segmentation
from live_seg.sink.image import Picture, write_image
from live_seg.sink.output_file import OutputFile
from live_seg.sink.region_table import indices_of, table_as_json
from live_seg.view import DIM, Background, render
from live_seg.view.cutout import Mattes, cutout, transparent_cutout

SUFFIXES = ("-view.png", "-frame.png", "-labels.png")
OF_REGIONS = ("-regions.png", "-regions.json")


class Snapshots:
    """The snapshots of a session, one at a time.

    Args:
        folder: where the files go.

    Attributes:
        paths: the files that were written.
        failures: errors of snapshots that could not be saved.
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
        view, picked = settings.view_of(seen), settings.picked_in(seen)
        save = partial(save_snapshot, place, seen, view, picked, settings.background)
        self._saving = BackgroundTask.call(save)
        return True

    def news(self) -> list[str]:
        """News for the user since the last call: the snapshot that is saved, or why it is not."""
        return self.finish() if self._saving is not None and self._saving.is_over else []

    def finish(self) -> list[str]:
        """Wait for the snapshot that is being saved, and return the news about it."""
        if self._saving is None:
            return []
        saving, self._saving = self._saving, None
        try:
            paths = saving.result() or ()
        except LiveSegError as error:
            self.failures.append(error)
            return [one_line(error)]
        self.paths.extend(paths)
        return [f"saved snapshot {paths[0].name.removesuffix(SUFFIXES[0])}"]


def save_snapshot(
    place: Path,
    segmentation: Segmentation,
    view: ViewName = "recolour",
    picked: AbstractSet[int] = frozenset(),
    background: Background = DIM,
) -> tuple[Path, ...]:
    """Write the view, the frame, the labels and the regions of a segmentation: all, or none if one fails.

    The value of a pixel in the image of the labels is its label. With regions, there are also a 16-bit image and a
    table: the value of a pixel is the index of its region in the table (`live_seg.sink.region_table`). A cut-out whose
    background is removed is transparent. No other file is replaced.

    Args:
        place: folder and stem: `shots/a` makes `shots/a-view.png`, `shots/a-frame.png`, `shots/a-labels.png`,
            `shots/a-regions.png` and `shots/a-regions.json`, or `shots/a-2-view.png` and so on if one of these exists.
        segmentation: the segmentation of a frame.
        view: the view.
        picked: ids of regions, or labels if there are no regions, that stand out; if empty, all do.
        background: what the rest becomes in a cut-out.

    Returns:
        The paths of the view, the frame, the labels, and the image and the table of the regions.

    Raises:
        SinkError: they cannot be written there.
    """
    if view == "cutout" and picked:
        matte = Mattes().of(segmentation, frozenset(picked))
        if background.removes:
            seen = transparent_cutout(segmentation, picked, matte)
        else:
            seen = cutout(segmentation, picked, background, matte)
    else:
        seen = render(segmentation, view, picked, background)
    contents: list[Picture | str] = [seen, segmentation.frame.bgr, segmentation.labels]
    suffixes: tuple[str, ...] = SUFFIXES
    if (regions := segmentation.regions) is not None:
        contents += [indices_of(regions), table_as_json(regions)]
        suffixes = (*SUFFIXES, *OF_REGIONS)
    paths = free_paths(place, suffixes)
    written: list[Path] = []
    try:
        for path, content in zip(paths, contents, strict=True):
            if isinstance(content, str):
                OutputFile(path).write_all(content.encode())
            else:
                write_image(path, content, overwrite=False)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return paths


def default_stem(now: datetime) -> str:
    """The name of files that have no other name: `live_seg-20261123-220250`."""
    return f"live_seg-{now:%Y%m%d-%H%M%S}"


def free_paths(place: Path, suffixes: Collection[str], taken: Collection[Path] = ()) -> tuple[Path, ...]:
    """Paths of a stem with each suffix, which are not taken and do not exist; the stem gets a number if necessary."""
    stems = (place.name if number == 1 else f"{place.name}-{number}" for number in count(1))
    sets = (tuple(place.with_name(f"{stem}{suffix}") for suffix in suffixes) for stem in stems)
    return next(paths for paths in sets if not any(path in taken or lexists(path) for path in paths))
