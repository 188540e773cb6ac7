"""Learns the weights that find regions from BSDS500: `python -m live_seg.bench.bsds.train BSDS_DIR`.

The package `training` has the method. The same photographs, seed and versions give the same weights.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from live_seg.bench.bsds.dataset import find_split
from live_seg.bench.bsds.training.learn import RECIPES, best_height, figures_on, learn
from live_seg.bench.bsds.training.photos import Photo
from live_seg.bench.bsds.training.weights_file import content_of, text_of
from live_seg.config import Config, RegionQuality
from live_seg.errors import ConfigError, LiveSegError, SinkError
from live_seg.pipeline.prepare import prepare
from live_seg.report.progress import Progress, progress_on

TRAIN, VAL, BOTH = "train", "val", "trainval"


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """What to learn.

    Attributes:
        folder: BSDS500; `bench.bsds.dataset` has the rules.
        qualities: the qualities to learn weights for.
        split: "train" or "trainval". The figures in the files are always measured on val, with weights that were
            learned from train.
        out: the folder for the files.
        seed: seed of all random choices.
        overwrite: whether files that exist may be replaced.
    """

    folder: Path
    qualities: tuple[RegionQuality, ...] = ("fast", "fine")
    split: str = TRAIN
    out: Path = Path()
    seed: int = 0
    overwrite: bool = False


def train(job: TrainingJob, progress: Progress) -> list[Path]:
    """Learn weights and write them, weights_fast.json and weights_fine.json.

    Raises:
        ConfigError: there is no such split.
        SourceError: the folder is not BSDS500, or a file in it cannot be read.
        SinkError: a file cannot be written, or exists and may not be replaced.
    """
    if job.split not in {TRAIN, BOTH}:
        raise ConfigError(f"split is {job.split}; expected {TRAIN} or {BOTH}")
    paths = [job.out / f"weights_{name}.json" for name in job.qualities]
    for path in paths:
        if path.exists() and not job.overwrite:
            raise SinkError(f"{path} exists; choose another folder, or add: --overwrite")
    known, unseen = (_read(job.folder, name, progress) for name in (TRAIN, VAL))
    prepare(Config(regions=True), progress.say)
    for name, path in zip(job.qualities, paths, strict=True):
        progress.say(f"{name}: from {len(known)} photographs of {TRAIN}")
        found = learn(known, RECIPES[name], job.seed, progress)
        found = replace(found, height=best_height(unseen, found, progress))
        figures = figures_on(unseen, found)
        progress.say(f"{name}: on {VAL} {figures}")
        learned_from = known
        if job.split == BOTH:
            learned_from = [*known, *unseen]
            progress.say(f"{name}: from {len(learned_from)} photographs of {TRAIN} and {VAL}")
            found = replace(learn(learned_from, RECIPES[name], job.seed, progress), height=found.height)
        notes = {
            "trained_on": {"split": job.split, "photographs": len(learned_from), "seed": job.seed},
            "figures": {"split": VAL, "trained_on": TRAIN, "photographs": len(unseen), **figures},
        }
        _write(path, text_of(content_of(found, notes)))
        progress.say(f"{name}: {path}")
    return paths


def _read(folder: Path, name: str, progress: Progress) -> list[Photo]:
    photographs = find_split(folder, name).photographs
    progress.begin(f"reading {name}", len(photographs), "images")
    photos = []
    for photograph in photographs:
        photos.append(Photo.read(photograph))
        progress.advance()
    return photos


def _write(path: Path, text: str) -> None:
    """Write a whole file or none."""
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise SinkError(f"{path} cannot be written: {error.strerror or error}") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code: that of `live-seg` for the same error."""
    given = _parser().parse_args(arguments)
    qualities: tuple[RegionQuality, ...] = tuple(RECIPES) if given.quality == "both" else (given.quality,)
    job = TrainingJob(given.folder, qualities, given.split, given.out, given.seed, given.overwrite)
    with progress_on(sys.stderr) as progress:
        try:
            train(job, progress)
        except LiveSegError as error:
            progress.say(f"error: {error}")
            return 2 if isinstance(error, ConfigError) else 5 if isinstance(error, SinkError) else 3
        except KeyboardInterrupt:
            progress.say("interrupted; files that were not yet written are unchanged")
            return 130
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m live_seg.bench.bsds.train",
        description="Learn the weights that find regions from BSDS500. This takes minutes.",
    )
    parser.add_argument("folder", type=Path, metavar="BSDS_DIR", help="the data set, with its splits train and val")
    parser.add_argument("--quality", choices=[*RECIPES, "both"], default="both", help="which weights  [both]")
    parser.add_argument("--split", choices=[TRAIN, BOTH], default=TRAIN, help=f"what to learn from  [{TRAIN}]")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="folder for the files  [.]")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of all random choices  [0]")
    parser.add_argument("--overwrite", action="store_true", help="replace files that exist")
    return parser


if __name__ == "__main__":
    sys.exit(main())
