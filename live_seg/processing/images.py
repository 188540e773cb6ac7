"""Images in, segmented images out. Each is segmented on its own, so that the result does not depend on the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from live_seg.config import RegionQuality
from live_seg.errors import SinkError, SourceError
from live_seg.frame import Frame
from live_seg.pipeline.interrupts import Interrupts
from live_seg.pipeline.prepare import prepare
from live_seg.processing.auto_k import ChosenK, choose_k, remarks_on
from live_seg.processing.job import Job
from live_seg.report.progress import Progress
from live_seg.report.wording import count_of
from live_seg.segment import Segmenter
from live_seg.sink import Sink
from live_seg.sink.image import ImageSink, has_alpha
from live_seg.source.image.image_source import why_none
from live_seg.source.image.read import read_image
from live_seg.source.scaling import Scaling, has_shape_of, resized
from live_seg.view.look import LookView


@dataclass(frozen=True, slots=True)
class ImagesReport:
    """The result of a job that wrote images.

    Attributes:
        output: the image, or the folder.
        inputs: number of image files.
        pictures: number of images written.
        width: width of a single image, in pixels; None where there are several.
        height: height of a single image, in pixels; None where there are several.
        k: number of segments of a single image; None where there are several.
        emphasis: how much small, vivid things counted in the fit.
        regions: whether regions were found.
        detail: how many regions, 0 to 1. Without regions, it has no effect.
        region_quality: "fast" or "fine". Without regions, it has no effect.
        elapsed: seconds that the work took.
        ks: the numbers of segments of all images, in order.
        losses: images that could not be read, or only in part, one line each.
        remarks: what was left out on purpose, one line each.
        failures: always empty, because an image that cannot be written ends the job.
        signal: number of the signal that stopped the job early, or None.
    """

    output: Path
    inputs: int
    pictures: int
    width: int | None
    height: int | None
    k: int | None
    emphasis: float
    regions: bool
    detail: float
    region_quality: RegionQuality
    elapsed: float
    ks: tuple[int, ...] = ()
    losses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True)
class _Done:
    """The result for one image. `k` is 0 if it could not be read."""

    loss: str | None = None
    remark: str | None = None
    size: tuple[int, int] | None = None
    k: int = 0
    chosen: ChosenK | None = None


def process_images(
    job: Job, pairs: Sequence[tuple[Path, Path]], progress: Progress, interrupts: Interrupts
) -> ImagesReport:
    """Segment image files.

    A signal stops it after the current image. A file that cannot be read is a loss, and the others are processed.

    Args:
        job: how to segment.
        pairs: each input with its output, at least one.
        progress: told of every image.
        interrupts: already entered; a signal stops the job.

    Raises:
        ConfigError: an output cannot hold the results of several images.
        SourceError: none of the files can be read.
        SinkError: an image cannot be written; those before it are.
    """
    job.outputs.check_images(len(pairs))
    job.check_outputs([file for file, _ in pairs])
    done: list[_Done] = []
    with _folder(pairs[0][1].parent), _opened(job, [file for file, _ in pairs]) as sinks:
        prepare(job.config, progress.say, job.warm_up)
        started = monotonic()
        progress.begin(pairs[0][0].name if len(pairs) == 1 else job.output_path.resolve().name, len(pairs), "pictures")
        for index, (file, path) in enumerate(pairs):
            if interrupts.stop.is_set():
                break
            try:
                done.append(_process_one(index, file, [_image_sink(path, job), *sinks], job))
            except SinkError as error:
                error.add_note(f"{sum(one.k > 0 for one in done)} of {count_of('picture', len(pairs))} were written")
                raise
            progress.advance()
        elapsed = monotonic() - started
    written = [one for one in done if one.k]
    losses = tuple(one.loss for one in done if one.loss)
    if losses and not written and interrupts.signal is None:
        raise SourceError(why_none(losses))
    single = written[0] if len(pairs) == 1 and written else None
    return ImagesReport(
        output=pairs[0][1] if len(pairs) == 1 else job.output_path,
        inputs=len(pairs),
        pictures=len(written),
        width=single.size[0] if single and single.size else None,
        height=single.size[1] if single and single.size else None,
        k=single.k if single else None,
        emphasis=job.config.emphasis,
        regions=job.config.regions,
        detail=job.config.detail,
        region_quality=job.config.region_quality,
        elapsed=elapsed,
        ks=tuple(one.k for one in written),
        losses=losses,
        remarks=(
            *job.remarks_on_transparency(has_alpha=all(has_alpha(path) for _, path in pairs), instead=".png"),
            *(one.remark for one in done if one.remark),
            *remarks_on([one.chosen for one in written if one.chosen], "images"),
        ),
        signal=interrupts.signal,
    )


def _image_sink(path: Path, job: Job) -> ImageSink:
    return ImageSink(path, LookView(job.look, has_alpha=has_alpha(path)), overwrite=job.overwrite)


def _process_one(index: int, file: Path, sinks: Sequence[Sink], job: Job) -> _Done:
    """Segment one image. The first sink is for this image alone, and is closed; the others take all images."""
    try:
        image = read_image(file, job.max_megapixels)
    except SourceError as error:
        return _Done(loss=str(error))
    bgr, remark = _scaled(file, image.bgr, job.frames.scaling)
    frame = Frame(index, Fraction(0), bgr)
    height, width = bgr.shape[:2]
    job.look.check(width, height)
    chosen = choose_k([frame], job.config) if job.chooses_k else None
    config = job.config if chosen is None else replace(job.config, k=chosen.k)
    result = Segmenter(config).segment(frame)
    for sink in sinks:
        sink.write(result)
    sinks[0].close()
    told = "; ".join(filter(None, (image.remark, remark))) or None
    return _Done(image.loss, told, (width, height), len(result.palette.colours), chosen)


def _scaled(file: Path, bgr: NDArray[np.uint8], scaling: Scaling | None) -> tuple[NDArray[np.uint8], str | None]:
    """A picture, uint8 (H, W, 3), in the size that is wanted, and a line for the user if its proportions change."""
    if scaling is None:
        return bgr, None
    old = bgr.shape[1], bgr.shape[0]
    new = scaling.size_of(*old)
    remark = f"{file}: {old[0]}x{old[1]} was stretched to {new[0]}x{new[1]}, which has other proportions"
    return resized(bgr, new), None if has_shape_of(new, old) else remark


@contextmanager
def _opened(job: Job, images: Sequence[Path]) -> Iterator[list[Sink]]:
    """The sinks that take the results of all images: they are closed at the end, or abandoned after a failure."""
    sinks: list[Sink] = []
    try:
        names, files = [image.stem for image in images], [image.name for image in images]
        named = names.__getitem__, files.__getitem__
        sinks.extend(job.outputs.sinks(None, *named, picker=job.look.picker_of_images, overwrite=job.overwrite))
        yield sinks
        for sink in sinks:
            sink.close()
    finally:
        for sink in sinks:
            sink.abandon()  # does nothing if it is closed


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """A folder that exists. If it was made for this and nothing was written in it, it is removed again.

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
