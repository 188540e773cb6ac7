"""From a video or images to a segmented video. Decoder, segmenter and encoder run in parallel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import takewhile
from pathlib import Path
from time import monotonic

from live_seg.errors import ConfigError, SourceError, one_line
from live_seg.frame import Frame
from live_seg.pipeline import FanOut, Prefetch
from live_seg.pipeline.interrupts import Interrupts
from live_seg.pipeline.prepare import prepare
from live_seg.processing.auto_k import SceneKs, remarks_on
from live_seg.processing.background_video import BackgroundVideo
from live_seg.processing.job import Job
from live_seg.processing.repeats import RepeatCache
from live_seg.processing.video_report import VideoReport
from live_seg.report.progress import Progress
from live_seg.segment import Segmenter
from live_seg.sink import Sink
from live_seg.sink.video.sound_part import SoundPart
from live_seg.source import Source, open_source
from live_seg.source.file.file_source import FileSource
from live_seg.source.image.image_source import IMAGES_A_SECOND, ImageSource
from live_seg.source.spread import spread_over
from live_seg.view.look import Backgrounds, Look, LookView
from live_seg.view.picks import PickAt

QUEUE = 4
"""Frames that wait before the segmenter and before each sink. Frames take different times; four even that out, and
more would only take memory."""
TRANSPARENT = ".webm, or .mov with codec prores"
"""Videos that can be transparent and that many programs can read."""


def process_video(job: Job, images: Sequence[Path] | None, progress: Progress, interrupts: Interrupts) -> VideoReport:
    """Segment a video file, or images as its frames, into a video file.

    A signal stops it early, and the outputs are finished. After a failure an existing output stays as it was, and what
    was written stays under a partial name.

    Args:
        job: its only source is the video, unless there are images.
        images: the image files in order, or None.
        progress: told of every frame.
        interrupts: already entered; a signal stops the job.

    Raises:
        ConfigError: the output has no suffix of a video format, or is an input; or a pick comes after the end.
        SourceError: the source cannot be read.
        SinkError: every output failed.
    """
    inputs = [Path(job.sources[0])] if images is None else images
    for given in job.inputs(inputs):
        job.video_output.check(str(given), overwrite=job.overwrite)
    job.check_outputs(inputs)
    _refuse_late_picks(job)
    source = _open(job, images)
    # images and animations have no sound
    sound = SoundPart(inputs[0], job.frames.start, job.frames.end) if isinstance(source, FileSource) else None
    with Prefetch(job.frames.of_source(source, job.sources[0]), QUEUE) as reader:
        prepare(job.config, progress.say, job.warm_up)
        name, unit = (inputs[0].name, "frames") if images is None else (job.output_path.name, "pictures")
        progress.begin(name, reader.info.frame_count, unit)
        opened = _Input(reader, sound, _spread_frames(job, images, interrupts))
        return _run(job, opened, interrupts, progress)


def _refuse_late_picks(job: Job) -> None:
    """Refuse picks that come when the part of the video is over.

    Raises:
        ConfigError: there is one.
    """
    if job.frames.end is None:
        return
    length = job.frames.end - job.frames.start
    for pick in job.look.picks:
        if isinstance(pick, PickAt) and pick.time >= length:
            raise ConfigError(
                f"pick is {_place_of(pick)}, and the part of the video lasts {float(length):g} s; "
                "choose an earlier time, or a later end"
            )


def _late_picks(look: Look, last: Fraction) -> Iterator[str]:
    """A line for each pick that was never made, because the last frame came before its time."""
    for pick in look.picks:
        if isinstance(pick, PickAt) and pick.time > last:
            yield f"nothing was picked at {_place_of(pick)}: the last frame is at {float(last):.3f} s"


def _place_of(pick: PickAt) -> str:
    """A pick as it is given, with its time."""
    return f"{pick.column},{pick.row}@{float(pick.time):g}"


def _open(job: Job, images: Sequence[Path] | None) -> Source:
    if images is None:
        return open_source(job.sources[0], max_megapixels=job.max_megapixels)
    return ImageSource(images, job.rate or IMAGES_A_SECOND, job.max_megapixels)


@contextmanager
def _background_of(job: Job) -> Iterator[Backgrounds | None]:
    """The video behind a cut-out, if there is one."""
    if job.background_video is None:
        yield None
        return
    try:
        video = BackgroundVideo(job.background_video, job.max_megapixels)
    except SourceError as error:
        raise ConfigError(f"background is {job.background_video!r}, which cannot be read: {error}") from error
    try:
        yield video.at
    finally:
        video.close()


def _spread_frames(job: Job, images: Sequence[Path] | None, interrupts: Interrupts) -> Iterator[Frame]:
    """Frames that are spread over the source of a job, which is opened once more for them."""
    with job.frames.of_source(_open(job, images), job.sources[0]) as source:
        yield from takewhile(lambda _: interrupts.signal is None, spread_over(source))


@dataclass(frozen=True, slots=True)
class _Input:
    """What a job reads.

    Attributes:
        reader: reads its frames.
        sound: its sound; None if it has none.
        spread: frames that are spread over it, from which K is chosen. They are read when they are asked for.
    """

    reader: Prefetch
    sound: SoundPart | None
    spread: Iterator[Frame]


def _run(job: Job, given: _Input, interrupts: Interrupts, progress: Progress) -> VideoReport:
    """Frames go source -> Prefetch (thread) -> segmenter (this thread) -> FanOut (a thread for each sink)."""
    started = monotonic()
    segmenter = Segmenter(job.config)
    segment = RepeatCache(segmenter).segment if job.frames.rate else segmenter.segment
    scenes = SceneKs(segmenter, given.spread)
    reader, source, info = given.reader, given.reader.source, given.reader.info
    job.look.check(info.width, info.height)
    width, height = job.look.size_of(info.width, info.height)
    with _background_of(job) as backgrounds, FanOut() as outputs:
        view = LookView(job.look, has_alpha=job.video_output.has_alpha, backgrounds=backgrounds)
        shown = replace(info, width=width, height=height)
        video = job.video_output.open(shown, given.sound, view, overwrite=job.overwrite)
        outputs.add(video, depth=QUEUE)
        sinks: list[Sink] = [video]
        for sink in job.outputs.sinks(info, picker=job.look.picker, overwrite=job.overwrite):
            outputs.add(sink, depth=QUEUE)
            sinks.append(sink)
        reader.start()
        frames, last = reader.frames_until(interrupts.stop), Fraction(0)
        for frame in scenes.ahead_of(frames) if job.chooses_k else frames:
            outputs.put(segment(frame))
            last = frame.time
            progress.advance()
            if outputs.is_lost:
                break
            for failure in outputs.new_failures():
                progress.say(f"{one_line(failure)}; the other outputs go on")
        is_whole = interrupts.signal is None
        outputs.close(whole=is_whole, end=source.end if is_whole else None)
    if outputs.is_lost:
        raise outputs.failures[0]
    return VideoReport(
        output=job.output_path,
        frames=video.frames_written,
        width=video.size[0],
        height=video.size[1],
        duration=video.duration,
        has_sound=video.has_sound,
        k=segmenter.config.k,
        emphasis=job.config.emphasis,
        regions=job.config.regions,
        detail=job.config.detail,
        region_quality=job.config.region_quality,
        elapsed=monotonic() - started,
        chosen=tuple(scenes.chosen),
        losses=(*((source.damage,) if source.damage else ()), *(loss for sink in sinks for loss in sink.losses)),
        remarks=(
            *source.remarks,
            *job.remarks_on_transparency(has_alpha=job.video_output.has_alpha, instead=TRANSPARENT),
            *(remark for sink in sinks for remark in sink.remarks),
            *remarks_on(scenes.chosen, "scenes"),
            *_late_picks(job.look, last),
        ),
        failures=tuple(map(one_line, outputs.failures)),
        signal=interrupts.signal,
    )
