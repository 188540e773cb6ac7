"""The sound of a source, copied into an output with new pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from live_seg.errors import SourceError
from live_seg.media_input import may_jump, open_input, packets_of
from live_seg.sink.video.adts import audio_specific_config, is_adts, without_header
from live_seg.sink.video.channel_map import aborts_pyav
from live_seg.sink.video.sound_part import NEEDED_BEFORE, PacketCut, SoundPart, cut_samples, is_copied_cut

SoundPacket: TypeAlias = "Packet[AudioStream]"  # PyAV has no such type at run time


COPIED = "copied"
STRICT = {"mp4", "mov"}
"""Formats in which each packet must start later than the one before."""
DECODER_DELAY = Fraction(1)
"""Packets are read for this many seconds after the end of a part. Decoders give their samples a few packets later."""
LOWEST_BIT_RATE, BITS_OF_A_CHANNEL = 128_000, 64_000
"""Bit rate of sound that is encoded: the minimum, and the rate for each channel, in bits a second."""


@dataclass(frozen=True, slots=True)
class SoundCodec:
    """A codec for sound that cannot be copied.

    Attributes:
        name: its name in messages.
        encoder: FFmpeg's name for the encoder.
        container: a format in which the encoder can be tried out.
        rates: sample rates that it takes, in samples a second.
    """

    name: str
    encoder: str
    container: str
    rates: tuple[int, ...]


AAC = SoundCodec("AAC", "aac", "mp4", (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000))
OPUS = SoundCodec("Opus", "libopus", "webm", (8_000, 12_000, 16_000, 24_000, 48_000))


class Sound:
    """All sound tracks of a file, or a part of them, as packets for an output, in sync with the pictures.

    A track is copied if the format of the output takes its codec; otherwise it is encoded, as Opus for WebM and as AAC
    for other formats. Times count from the start of the source's container, as the times of its frames do, or from the
    start of the part.

    Args:
        part: the file with the sound, and which part of it.
        output: the container that gets the tracks, before the first packet is written to it.

    Attributes:
        remarks: which tracks are left out, one line each.

    Raises:
        SourceError: the file cannot be read.
    """

    def __init__(self, part: SoundPart, output: OutputContainer) -> None:
        path = part.path
        try:
            self._input = open_input(path)
        except (OSError, av.error.FFmpegError) as error:
            raise SourceError(f"the sound of {path} cannot be read: {error.strerror or error}") from error
        remarks = []
        codec = OPUS if output.format.name == "webm" else AAC
        self._tracks: dict[int, _Track] = {}
        if self._input.streams.audio and aborts_pyav(path):
            remarks.append("the sound was left out: its channel layout is not supported")
        else:
            for stream in self._input.streams.audio:
                if (layout := _layout_in(output, stream, codec, part)) is not None:
                    jumps = may_jump(self._input)
                    self._tracks[stream.index] = _Track(stream, output, layout, codec, part, may_jump=jumps)
                else:
                    remarks.append(f"a sound track was left out: {_why_left_out(stream, codec)}")
        self.remarks = tuple(remarks)
        origin = Fraction(self._input.start_time or 0, av.time_base)
        part.seek(self._input, origin)
        self._origin = origin + part.start
        self._packets = self._read()
        self._waiting: tuple[Fraction, list[SoundPacket]] | None = None

    def __bool__(self) -> bool:
        """Whether there is a sound track."""
        return bool(self._tracks)

    def until(self, time: Fraction | None) -> Iterator[SoundPacket]:
        """The next packets, up to those that start at `time` seconds; all that are left for None."""
        while (following := self._waiting or next(self._packets, None)) is not None:
            start, packets = following
            if time is not None and start >= time:
                self._waiting = following
                return
            self._waiting = None
            yield from packets

    def close(self) -> None:
        """Release the file. May be called again."""
        self._input.close()

    def _read(self) -> Iterator[tuple[Fraction, list[SoundPacket]]]:
        start = Fraction(0)
        if not self._tracks:
            return
        # the sound of a damaged file ends early, and so do its pictures, which is reported
        with suppress(av.error.FFmpegError):
            for packet in packets_of(self._input, self._tracks):
                if packet is None:
                    continue
                track = self._tracks[packet.stream.index]
                if packet.dts is not None and packet.time_base:
                    start = packet.dts * packet.time_base - self._origin
                if packets := list(track.convert(packet, self._origin)):
                    yield start, packets
                if all(other.is_over for other in self._tracks.values()):
                    break
        yield start, [packet for track in self._tracks.values() for packet in track.flush()]


class _Track:
    """One sound track, copied or encoded, or a part of it."""

    def __init__(  # a track has an input and an output
        self,
        stream: AudioStream,
        output: OutputContainer,
        layout: str,
        codec: SoundCodec,
        part: SoundPart,
        *,
        may_jump: bool,
    ) -> None:
        self.is_over = False  # whether all packets of the part have been read
        self._copied = layout == COPIED
        self._has_headers = self._copied and is_adts(stream)
        self._may_jump = may_jump
        self._part = part
        self._cut = PacketCut(part, stream, output)
        self._last: Fraction | None = None
        self._is_strict = output.format.name in STRICT
        self._last_dts: int | None = None
        if self._copied:
            self._out: AudioStream = output.add_stream_from_template(stream)
            if self._has_headers:
                self._out.codec_context.extradata = audio_specific_config(stream)
        else:
            rate = _rate_in(codec, stream)
            self._out = output.add_stream(codec.encoder, rate=rate, layout=layout)  # type: ignore[assignment]  # of sound
            self._out.bit_rate = max(LOWEST_BIT_RATE, BITS_OF_A_CHANNEL * stream.codec_context.channels)
        self._out.metadata.update(
            {key: stream.metadata[key] for key in ("language", "title") if key in stream.metadata}
        )

    def convert(self, packet: SoundPacket, origin: Fraction) -> Iterator[SoundPacket]:
        """The packets for the output. The last packet of a track is empty, and flushes the decoder."""
        if packet.dts is not None and packet.time_base:
            time = packet.dts * packet.time_base
            length = self._part.length
            self.is_over = length is not None and time - origin >= length + DECODER_DELAY
            if self._may_jump and self._last is not None and time < self._last:
                return  # in joined files, the sound of the second may begin before that of the first has ended
            self._last = time
        if not self._copied:
            yield from self._encoded(packet, origin)
        elif packet.dts is not None and packet.time_base:
            shift = round(origin / packet.time_base)
            packet.dts -= shift
            packet.pts = packet.dts if packet.pts is None else packet.pts - shift
            if self._is_long_before_the_start(packet) or not self._cut.takes(packet):
                return
            if self._is_strict and self._last_dts is not None and packet.dts <= self._last_dts:
                packet.dts = self._last_dts + 1
                packet.pts = max(packet.pts, packet.dts)
            self._last_dts = packet.dts
            copy = without_header(packet) if self._has_headers else packet
            copy.stream = self._out
            yield copy

    @staticmethod
    def _is_long_before_the_start(packet: SoundPacket) -> bool:
        """Whether an edit list cuts a packet away, and the decoder does not need it for the packets that follow."""
        return packet.is_discard and (packet.pts or 0) + NEEDED_BEFORE * (packet.duration or 0) < 0

    def _encoded(self, packet: SoundPacket, origin: Fraction) -> Iterator[SoundPacket]:
        # players also skip what cannot be decoded
        with suppress(av.error.InvalidDataError):
            for frame in packet.decode():
                cut: AudioFrame | None = frame
                if frame.pts is not None and frame.time_base:
                    frame.pts -= round(origin / frame.time_base)
                    if not self._part.is_whole:
                        cut = cut_samples(frame, frame.pts * frame.time_base, self._part.length)
                if cut is not None:
                    yield from self._out.encode(cut)

    def flush(self) -> Iterator[SoundPacket]:
        """The packets that are left in the encoder."""
        if not self._copied:
            yield from self._out.encode(None)


def _takes(output: OutputContainer, stream: AudioStream) -> bool:
    """Whether a format takes a track as it is. The muxer is tried out, because it lists codecs that it then refuses."""
    name = stream.codec_context.name
    # MP4 may hold uncompressed sound and Vorbis, but hardly any player expects it
    unusual = output.format.name == "mp4" and (name.startswith("pcm_") or name == "vorbis")
    if unusual or name not in output.supported_codecs:
        return False
    return _can_start(output.format.name, lambda trial: trial.add_stream_from_template(stream))


def _can_start(format_name: str, add_track: Callable[[OutputContainer], object]) -> bool:
    """Whether a file of a format can be started with a track."""
    try:
        with av.open(BytesIO(), "w", format=format_name) as trial:
            add_track(trial)
            trial.start_encoding()
    except (av.error.FFmpegError, ValueError):
        return False
    return True


def _rate_in(codec: SoundCodec, stream: AudioStream) -> int:
    """The lowest sample rate of a codec that loses nothing, or else the highest."""
    return next((rate for rate in codec.rates if rate >= stream.codec_context.sample_rate), codec.rates[-1])


def _layout_in(output: OutputContainer, stream: AudioStream, codec: SoundCodec, part: SoundPart) -> str | None:
    """The channel layout of a track in an output: COPIED, or one of the codec; None to leave out the track."""
    if not _is_known(stream):
        return None
    if _takes(output, stream) and (part.is_whole or is_copied_cut(part, stream, output)):
        return COPIED
    # some files give only the number of channels; the usual layout for that number is assumed
    usual = av.AudioLayout(f"{stream.codec_context.channels}c").name
    return next((layout for layout in (stream.codec_context.layout.name, usual) if _has(codec, layout)), None)


def _is_known(stream: AudioStream) -> bool:
    """Whether FFmpeg has a decoder for a track. Without one, PyAV has no codec context."""
    codec: Any = stream.codec_context
    # the number of channels is unknown if the track starts after the part of the file that FFmpeg has examined
    return codec is not None and codec.channels > 0


def _has(codec: SoundCodec, layout: str) -> bool:
    """Whether FFmpeg can encode a channel layout with a codec."""
    return _can_start(
        codec.container, lambda trial: trial.add_stream(codec.encoder, rate=codec.rates[-1], layout=layout)
    )


def _why_left_out(stream: AudioStream, codec: SoundCodec) -> str:
    if not _is_known(stream):
        return "its format is not known"
    return f"it has {stream.codec_context.channels} channels, and {codec.name} has at most 8"


def has_sound(path: Path) -> bool:
    """Whether a file has a sound track. A file that cannot be read has none."""
    try:
        with open_input(path) as container:
            return bool(container.streams.audio)
    except (OSError, av.error.FFmpegError):
        return False
