"""A file in the format of COCO instances."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import numpy as np

from live_seg.errors import ConfigError
from live_seg.segment import Segmentation
from live_seg.sink.coco.encoded_masks import encoded_masks
from live_seg.sink.failures import Failures
from live_seg.sink.output_file import check_output_path, refuse_to_write_on_input
from live_seg.sink.output_folder import FrameNames, by_number
from live_seg.sink.output_stream import OutputStream
from live_seg.view.picks.masks import Picker, picked_rows

SUFFIX = ".json"


def numbered_pictures(index: int) -> str:
    """The file name of a frame's picture by its number: 000000.png, 000001.png, ..."""
    return f"{by_number(index)}.png"


class CocoSink:
    """Writes segments, or regions where there are some, as instances in the JSON format of COCO.

    There is an image for each frame, and an annotation for each segment that has pixels; with regions there is one for
    each region instead. Annotations are written frame by frame. Images and categories follow when the sink is closed.

    Args:
        path: the file, which must end in .json.
        names: gives the file name of each frame's picture, with a suffix.
        picker: says what is picked in each segmentation; then only that is written.
        is_stream: whether the frames are of one stream, so that a label has about the same colour in all of them.
            Otherwise a category has a colour in its name only if there is one frame.
        overwrite: whether an existing file may be replaced.

    Raises:
        ConfigError: the path does not end in .json.
        OutputExistsError: the file exists and may not be replaced.
        SinkError: the folder does not exist.
    """

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(
        self,
        path: str | os.PathLike[str],
        names: FrameNames = numbered_pictures,
        picker: Picker | None = None,
        *,
        is_stream: bool = True,
        overwrite: bool = False,
    ) -> None:
        self._names = names
        self._picker = picker
        self._is_stream = is_stream
        self._images: list[str] = []
        self._colours: dict[int, str] = {}
        self._annotations = 0
        self._failures = Failures()
        check_coco_output(Path(path), (), overwrite=overwrite)
        self._stream = OutputStream(Path(path), overwrite=overwrite)

    def write(self, segmentation: Segmentation) -> None:
        """Write the annotations of a segmentation.

        Raises:
            SinkError: the file cannot be written.
        """
        self._stream.check_open()
        with self._failures.noted():
            self._write(segmentation)

    def _write(self, segmentation: Segmentation) -> None:
        annotations = self._annotations_of(segmentation)
        image = json.dumps(self._image_of(segmentation))
        lines = [json.dumps(one) for one in annotations]
        text = ",\n".join(lines)
        if not self._images:
            self._stream.write(b'{"annotations": [\n')
        elif text and self._annotations:
            self._stream.write(b",\n")
        self._stream.write(text.encode())
        self._stream.flush()
        self._images.append(image)
        self._annotations += len(lines)
        self._colours.update(enumerate(segmentation.palette.hex_colours))

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # what was written is whole
        """Write images and categories, and give the file its name. After a failure, `abandon` instead."""
        if self._failures.any:
            self.abandon()
            return
        with self._failures.noted():
            self._finish()

    def _finish(self) -> None:
        if self._stream.is_open and self._images:
            images = ",\n".join(self._images)
            categories = ",\n".join(json.dumps(category) for category in self._categories())
            self._stream.write(f'\n],\n"images": [\n{images}\n],\n"categories": [\n{categories}\n]}}\n'.encode())
        self._stream.close()

    def abandon(self) -> Path | None:
        """Leave the annotations so far under the partial name."""
        return self._stream.abandon()

    def _image_of(self, segmentation: Segmentation) -> dict[str, object]:
        frame = segmentation.frame
        height, width = segmentation.labels.shape
        return {
            "id": frame.index + 1,
            "file_name": self._names(frame.index),
            "width": width,
            "height": height,
            "time": round(float(frame.time), 6),
        }

    def _annotations_of(self, segmentation: Segmentation) -> list[dict[str, object]]:
        """The annotations of a frame, in ascending order of their track ids."""
        regions = segmentation.regions
        picked = None if self._picker is None else self._picker(segmentation)
        if regions is None:
            labels = np.arange(len(segmentation.palette.colours))
            wanted = np.isin(labels, list(picked)) if picked is not None else np.ones(len(labels), np.bool_)
            masks, ids = encoded_masks(segmentation.labels, wanted), labels.tolist()
            labels_of = ids
        else:
            wanted = picked_rows(regions, picked) if picked is not None else np.ones(len(regions), np.bool_)
            masks, ids = encoded_masks(regions.rows, wanted), regions.row_ids.tolist()
            # made only when needed, because it takes a while
            labels_of = regions.columns.label.tolist() if masks else []
        height, width = segmentation.labels.shape
        first = self._annotations + 1
        return [
            {
                "id": number,
                "image_id": segmentation.frame.index + 1,
                "category_id": labels_of[mask.row] + 1,
                "segmentation": {"size": [height, width], "counts": mask.counts},
                "area": mask.area,
                "bbox": list(mask.box),
                "iscrowd": 0,
                "track_id": ids[mask.row],
            }
            for number, mask in enumerate(sorted(masks, key=lambda mask: ids[mask.row]), first)
        ]

    def _categories(self) -> list[dict[str, object]]:
        """A category for each label, with the colour that it had last."""
        has_colours = self._is_stream or len(self._images) == 1
        return [
            {"id": label + 1, "name": f"{label} {colour}" if has_colours else str(label), "supercategory": "segment"}
            for label, colour in sorted(self._colours.items())
        ]


def check_coco_output(path: Path, inputs: Iterable[str], *, overwrite: bool) -> None:
    """Check that a COCO file may be written at a path, before any work is done for it.

    Raises:
        ConfigError: the path does not end in .json, or is one of the inputs.
        SinkError: the folder does not exist, or the file exists and may not be replaced.
    """
    if path.suffix.lower() != SUFFIX:
        raise ConfigError(f"coco is {path}; the name of a COCO file must end in {SUFFIX}")
    for given in inputs:
        refuse_to_write_on_input(path, given)
    check_output_path(path, overwrite=overwrite)
