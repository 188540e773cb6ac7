"""A video, or images, in, a segmented video out: lossless and in order, decoder, segmenter and encoder side by side."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.errors import LiveSegError
from live_seg.pipeline import Prefetch, Writer
from live_seg.pipeline.interrupts import Interrupts
from live_seg.pipeline.prepare import prepare
from live_seg.processing.auto_k import SceneKs, remarks_on
from live_seg.report.wording import count_of
from live_seg.segment import Segmenter
from live_seg.sink.palette import write_palette
from live_seg.sink.video.video_sink import VideoSink, check_output
from live_seg.source import open_source
from live_seg.source.image.image_source import PICTURES_A_SECOND, PictureSource
from live_seg.view import recolour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from live_seg.processing.auto_k import ChosenK
    from live_seg.processing.job import Job
    from live_seg.report.progress import Progress
    from live_seg.source import Source

FRAMES_AHEAD = 4
PICTURES_BEHIND = 4


@dataclass(frozen=True, slots=True)
class Processed:
    """What became of a job.

    `width` and `height` are the output's. `duration` is that of the video, `elapsed` that of the work, in seconds.
    `chosen` has the K of each scene where it was chosen by the elbow. `losses` says in a line each what is missing from
    the output; `remarks` what was done to it. `signal` is the signal that ended it early, or None.
    """

    output: Path
    frames: int
    width: int
    height: int
    duration: Fraction
    has_sound: bool
    elapsed: float
    chosen: tuple[ChosenK, ...] = ()
    losses: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    signal: int | None = None

    def describe(self) -> str:
        """One line for the user."""
        if not self.frames:
            return f"stopped before the first frame; nothing was written to {self.output}"
        sound = "with sound" if self.has_sound else "no sound"
        rate = self.frames / self.elapsed
        stopped = "stopped early; " if self.signal else ""
        return (
            f"{stopped}wrote {self.output}: {count_of('frame', self.frames)}, {float(self.duration):.2f} s, "
            f"{self.width}x{self.height}, {sound}, in {self.elapsed:.1f} s ({rate:.0f} frames/s)"
        )


def process_video(job: Job, images: Sequence[Path] | None, progress: Progress) -> Processed:
    """Segment a video file, or images as the frames of one, into a video file.

    A signal to stop ends it early, with the output finished. A failure leaves an existing output as it was, and what
    was written under a name of its own.

    Args:
        job: whose only source is the video, unless there are images.
        images: in the order in which they come, or None.
        progress: told of every frame.

    Raises:
        ConfigError: the output is no video file's name, or an input itself.
        SourceError: the source cannot be read.
        SinkError: the output cannot be written.
    """
    inputs = [Path(job.sources[0])] if images is None else images
    for given in inputs:
        check_output(job.place, str(given), overwrite=job.overwrite)
    job.check_palette(inputs)
    with Interrupts() as interrupts, ExitStack() as opening:
        source: Source
        if images is None:
            source, sound_of = open_source(job.sources[0]), inputs[0]
            name, unit = inputs[0].name, "frames"
        else:
            source, sound_of = PictureSource(images, job.rate or PICTURES_A_SECOND), None
            name, unit = job.place.name, "pictures"
        opening.enter_context(source)
        prepare(job.config, progress.say)
        sink = VideoSink(job.place, source.info, sound_of=sound_of, overwrite=job.overwrite)
        opening.pop_all()  # from here on the reader's thread closes the source
        progress.begin(name, source.info.frame_count, unit)
        return _run(job, source, sink, interrupts, progress)


def _run(job: Job, source: Source, sink: VideoSink, interrupts: Interrupts, progress: Progress) -> Processed:
    started = monotonic()
    segmenter = Segmenter(job.config)
    scenes = SceneKs(segmenter)
    end = Fraction(0)
    try:
        with Prefetch(source, FRAMES_AHEAD) as frames, Writer(sink, PICTURES_BEHIND) as pictures:
            in_order = frames.frames_until(interrupts.stop)
            for frame in scenes.ahead_of(in_order) if job.chooses_k else in_order:
                pictures.put(frame.time, recolour(segmenter.segment(frame)))
                end = frame.time + 1 / source.info.frame_rate
                progress.advance()
        sink.close(whole=interrupts.signal is None)
        if job.palette is not None and segmenter.palette is not None:
            write_palette(job.palette, segmenter.palette, overwrite=job.overwrite)
    except LiveSegError as error:
        raise _with_partial(error, sink.abandon()) from error
    except BaseException as error:
        if partial := sink.abandon():
            error.add_note(f"what was written is in {partial}")
        raise
    return Processed(
        output=job.place,
        frames=sink.frames_written,
        width=sink.size[0],
        height=sink.size[1],
        duration=end,
        has_sound=sink.has_sound,
        elapsed=monotonic() - started,
        chosen=tuple(scenes.chosen),
        losses=tuple(loss for loss in (source.damage, sink.loss) if loss),
        remarks=(
            *(source.remarks if isinstance(source, PictureSource) else ()),
            *sink.remarks,
            *remarks_on(scenes.chosen, "scenes"),
        ),
        signal=interrupts.signal,
    )


def _with_partial(error: LiveSegError, partial: Path | None) -> LiveSegError:
    return type(error)(f"{error}; what was written is in {partial}") if partial else error
