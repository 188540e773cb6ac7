"""Images in, segmented images out: each on its own, so that what becomes of one does not depend on its neighbours."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.errors import ConfigError, SinkError, SourceError
from live_seg.frame import Frame
from live_seg.pipeline.interrupts import Interrupts
from live_seg.pipeline.prepare import prepare
from live_seg.processing.auto_k import choose_k, remarks_on
from live_seg.report.wording import count_of
from live_seg.segment import Segmenter
from live_seg.sink.image import write_image
from live_seg.sink.palette import write_palette
from live_seg.source.image.image_source import why_none
from live_seg.source.image.read import read_image
from live_seg.view import recolour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from live_seg.processing.auto_k import ChosenK
    from live_seg.processing.job import Job
    from live_seg.report.progress import Progress
    from live_seg.segment import Palette


@dataclass(frozen=True, slots=True)
class Stills:
    """What became of images.

    `pictures` of `inputs` were written to `output`, an image's name or a folder; `elapsed` is in seconds. `width`,
    `height` and `k`, the number of segments, are those of a single image, else None; `ks` has all of them, in order.
    `losses` says in a line each what
    could not be read, or only in part; `remarks` what was left out on purpose. `signal` is the signal that ended it
    early, or None.
    """

    output: Path
    inputs: int
    pictures: int
    width: int | None
    height: int | None
    k: int | None
    elapsed: float
    ks: tuple[int, ...] = ()
    losses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    signal: int | None = None

    def describe(self) -> str:
        """One line for the user."""
        if not self.pictures:
            return f"stopped before the first picture; nothing was written to {self.output}"
        if self.inputs == 1:
            segments = count_of("segment", self.k or 0)
            return f"wrote {self.output}: {self.width}x{self.height}, {segments}, in {self.elapsed:.2f} s"
        stopped = "stopped early; " if self.signal else ""
        of = f" of {self.inputs}" if self.pictures != self.inputs else ""
        rate = self.pictures / max(self.elapsed, 1e-6)
        pictures = f"{self.pictures}{of} pictures"
        return f"{stopped}wrote {pictures} to {self.output} in {self.elapsed:.1f} s ({rate:.1f} a second)"


def process_stills(job: Job, pairs: Sequence[tuple[Path, Path]], progress: Progress) -> Stills:
    """Segment image files, each into its place.

    A signal to stop ends it when the picture at work is written. A file that cannot be read is a loss, and the others
    are done.

    Args:
        job: how.
        pairs: each file with its place, at least one.
        progress: told of every picture.

    Raises:
        ConfigError: a palette is asked for, and there are several images.
        SourceError: not one of the files can be read.
        SinkError: a picture cannot be written; those before it are.
    """
    if job.palette is not None and len(pairs) > 1:
        raise ConfigError(f"palette is {job.palette}; it takes the colours of one image, and there are {len(pairs)}")
    job.check_palette([file for file, _ in pairs])
    done: list[_Still] = []
    with Interrupts() as interrupts, _made(pairs[0][1].parent):
        prepare(job.config, progress.say)
        started = monotonic()
        progress.begin(pairs[0][0].name if len(pairs) == 1 else job.place.resolve().name, len(pairs), "pictures")
        for file, place in pairs:
            if interrupts.stop.is_set():
                break
            try:
                done.append(_segment(file, place, job))
            except SinkError as error:
                written = sum(still.palette is not None for still in done)
                raise SinkError(f"{error}; {written} of {count_of('picture', len(pairs))} were written") from error
            progress.advance()
        elapsed = monotonic() - started
    palettes = [still.palette for still in done if still.palette is not None]
    chosen = [still.chosen for still in done if still.chosen is not None]
    losses = tuple(still.loss for still in done if still.loss)
    if losses and not palettes and interrupts.signal is None:
        raise SourceError(why_none(losses))
    if job.palette is not None and palettes:
        write_palette(job.palette, palettes[0], overwrite=job.overwrite)
    single = done[0] if len(pairs) == 1 and palettes else _Still()
    return Stills(
        output=pairs[0][1] if len(pairs) == 1 else job.place,
        inputs=len(pairs),
        pictures=len(palettes),
        width=single.width,
        height=single.height,
        k=None if single.palette is None else len(single.palette.colours),
        elapsed=elapsed,
        ks=tuple(len(palette.colours) for palette in palettes),
        losses=losses,
        remarks=(*(still.remark for still in done if still.remark), *remarks_on(chosen, "images")),
        signal=interrupts.signal,
    )


@dataclass(frozen=True, slots=True)
class _Still:
    """What became of one image; with no palette it could not be read."""

    loss: str | None = None
    remark: str | None = None
    width: int | None = None
    height: int | None = None
    palette: Palette | None = None
    chosen: ChosenK | None = None


def _segment(file: Path, place: Path, job: Job) -> _Still:
    try:
        image = read_image(file)
    except SourceError as error:
        return _Still(loss=str(error))
    frame = Frame(0, Fraction(0), image.bgr)
    chosen = choose_k([frame], job.config) if job.chooses_k else None
    config = job.config if chosen is None else replace(job.config, k=chosen.k)
    result = Segmenter(config).segment(frame)
    write_image(place, recolour(result), overwrite=job.overwrite)
    height, width = image.bgr.shape[:2]
    return _Still(image.loss, image.remark, width, height, result.palette, chosen)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """A folder that is there; if it was made for this and nothing came into it, it goes again.

    Raises:
        SinkError: it cannot be made.
    """
    try:
        folder.mkdir()
    except FileExistsError:
        yield
        return
    except OSError as error:
        raise SinkError(f"cannot make the folder {folder}: {error.strerror}") from error
    try:
        yield
    finally:
        with suppress(OSError):
            folder.rmdir()
