"""The outputs that a job or a live session may have besides pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from live_seg.errors import ConfigError
from live_seg.frame import StreamInfo
from live_seg.sink import Sink
from live_seg.sink.coco.coco_sink import CocoSink, check_coco_output
from live_seg.sink.coco.encoded_masks import warm_up_encoding
from live_seg.sink.labels.label_path import check_labels_output, is_below, kind_of_labels
from live_seg.sink.labels.open import open_label_sink
from live_seg.sink.masks.masks_sink import MasksSink, check_masks_output
from live_seg.sink.output_folder import FrameNames, by_number
from live_seg.sink.palette import PaletteSink, check_palette_output
from live_seg.sink.standard_output import is_standard_output
from live_seg.sink.stats.measure import warm_up_measuring
from live_seg.sink.stats.stats_sink import StatsSink, check_stats_output
from live_seg.view.picks import Picker


@dataclass(frozen=True, slots=True)
class Outputs:
    """Which outputs there are besides pictures, and where they go. Each is None if it is not wanted.

    Args:
        palette: file for the palette of the last frame; its suffix decides the format.
        labels: a file for the labels, with a name that ends in .mkv, .npz or .zarr; or a folder, with a name that ends
            in a slash or has no suffix. It is not a `Path`, which would drop the slash.
        masks: folder for a mask of each segment or region in each frame, as PNG files.
        coco: JSON file for segments or regions in the format of COCO instances.
        stats: CSV or Parquet file for a table of segments and regions in each frame.
    """

    palette: Path | None = None
    labels: str | None = None
    masks: Path | None = None
    coco: Path | None = None
    stats: Path | None = None

    @property
    def places(self) -> dict[str, Path]:
        """The name and the path of each output, in the order of `sinks`."""
        labels = None if self.labels is None else Path(self.labels)
        places = {
            "palette": self.palette,
            "masks": self.masks,
            "coco": self.coco,
            "stats": self.stats,
            "labels": labels,
        }
        return {name: path for name, path in places.items() if path is not None}

    def check(self, inputs: Sequence[str], others: Mapping[str, Path], *, overwrite: bool) -> None:
        """Check that the outputs may be written, before any work is done for them.

        Args:
            inputs: files that must not be replaced.
            others: the paths of other outputs by their names, such as "output".
            overwrite: whether other existing files may be replaced.

        Raises:
            ConfigError: an output has a wrong name, is an input, is standard output, or is where another output goes.
            SinkError: its folder does not exist, or it exists and may not be replaced; or a package that it needs is
                not installed.
        """
        for name, path in self.places.items():
            if is_standard_output(path):
                raise ConfigError(f"{name} is -, and only pictures can go to standard output; name a file or a folder")
        self._check_distinct_paths(others)
        if self.palette is not None:
            check_palette_output(self.palette, inputs, overwrite=overwrite)
        if self.labels is not None:
            check_labels_output(self.labels, inputs, overwrite=overwrite)
        if self.masks is not None:
            check_masks_output(self.masks, inputs, overwrite=overwrite)
        if self.coco is not None:
            check_coco_output(self.coco, inputs, overwrite=overwrite)
        if self.stats is not None:
            check_stats_output(self.stats, inputs, overwrite=overwrite)

    def _check_distinct_paths(self, others: Mapping[str, Path]) -> None:
        outputs = {**others, **self.places}
        # these appear when they are complete, so nothing else can be written into them
        folders, store = {"masks"}, None
        if self.labels is not None and (kind := kind_of_labels(self.labels)) in {"folder", ".zarr"}:
            folders.add("labels")
            store = Path(self.labels) if kind == ".zarr" else None  # replaced with its subfolders
        taken: dict[Path, str] = {}
        for name, path in outputs.items():
            place = path.resolve()
            if place in taken:
                raise ConfigError(f"{taken[place]} and {name} are both {path}; choose another name for one of them")
            taken[place] = name
        for name, path in outputs.items():
            folder = taken.get(path.resolve().parent)
            if folder is None and store is not None and is_below(path, store):
                folder = "labels"
            if folder in folders:
                raise ConfigError(f"{name} is {path}, which is in the folder of the {folder}; choose another folder")

    def check_images(self, count: int) -> None:
        """Check that the outputs can hold the results of this many images, each with a palette of its own.

        Raises:
            ConfigError: one cannot.
        """
        if self.palette is not None and count > 1:
            raise ConfigError(f"palette is {self.palette}; it holds the colours of one image, and there are {count}")
        if self.labels is not None and count > 1 and kind_of_labels(self.labels) != "folder":
            raise ConfigError(
                f"labels is {self.labels}, which holds the frames of one video, and there are {count} separate images; "
                f"name a folder, such as labels/"
            )

    def warm_up(self) -> None:
        """Compile the kernels that the outputs need, or load them from disk."""
        if self.coco is not None:
            warm_up_encoding()
        if self.stats is not None:
            warm_up_measuring()

    def sinks(
        self,
        info: StreamInfo | None,
        names: FrameNames = by_number,
        files: FrameNames | None = None,
        *,
        picker: Callable[[], Picker | None] = lambda: None,
        overwrite: bool,
    ) -> Iterator[Sink]:
        """Open a sink for each output, one by one. If one cannot be opened, those before it have already been given.

        Args:
            info: size, frame rate and clock of the frames; None for separate images, which may differ in size.
            names: names the frames, where an output has a file or an entry for each.
            files: gives the file name of each frame's picture; None for its name with `.png`.
            picker: makes a picker for a sink; masks and COCO files then hold only what is picked.
            overwrite: whether existing files may be replaced.

        Raises:
            ConfigError, SinkError: as `check`.
        """
        if self.palette is not None:
            yield PaletteSink(self.palette, overwrite=overwrite)
        if self.masks is not None:
            yield MasksSink(self.masks, names, picker(), overwrite=overwrite)
        if self.coco is not None:
            pictures = files or (lambda index: f"{names(index)}.png")
            yield CocoSink(self.coco, pictures, picker(), is_stream=info is not None, overwrite=overwrite)
        if self.stats is not None:
            yield StatsSink(self.stats, names, overwrite=overwrite)
        if self.labels is not None:
            yield open_label_sink(self.labels, info, names, overwrite=overwrite)
