"""The options for files besides pictures: palettes, masks, labels and statistics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from live_seg.cli.help import in_order, option

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = ("palette", "labels", "masks", "coco", "stats")
"""The options, which are the fields of `Outputs`."""


def file_options(group: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options, under a heading of the help."""
    return in_order(
        option(
            group,
            "--palette",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write the palette of the last frame to this file: .json, .gpl (GIMP), .ase (Adobe) or .css.",
        ),
        option(
            group,
            "--labels",
            type=click.Path(),
            metavar="FILE",
            help="Write the labels of all frames to this file (.mkv, .npz, .zarr) or folder.",
        ),
        option(
            group,
            "--masks",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Write a mask of each segment, or region, in each frame to this folder, as PNG.",
        ),
        option(
            group,
            "--coco",
            type=click.Path(path_type=Path),
            metavar="FILE.json",
            help="Write segments, or regions, to this file as COCO instances.",
        ),
        option(
            group,
            "--stats",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write a table of segments and regions in each frame to this file (.csv, .parquet).",
        ),
    )
