"""The files that a live session writes from its start to its end, besides recordings: labels, statistics and so on."""

from __future__ import annotations

from live_seg.frame import StreamInfo
from live_seg.live.recordings import QUEUE
from live_seg.pipeline import FanOut
from live_seg.sink.outputs import Outputs


class SessionFiles:
    """Opens the files, and collects what happened to them.

    Args:
        outputs: which files.
        info: that of the stream.
        sinks: gets a sink for each file.
        drops: whether frames are dropped when a file is written too slowly; otherwise the session waits.
        overwrite: whether existing files may be replaced.

    Raises:
        ConfigError, SinkError: a file cannot be written.
    """

    def __init__(self, outputs: Outputs, info: StreamInfo, sinks: FanOut, *, drops: bool, overwrite: bool) -> None:
        self._writers = [
            (path, sinks.add(sink, depth=QUEUE, drops=drops))
            for path, sink in zip(outputs.places.values(), outputs.sinks(info, overwrite=overwrite), strict=True)
        ]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to results so that they fit the files, one line each."""
        return tuple(remark for _, writer in self._writers for remark in writer.sink.remarks)

    @property
    def losses(self) -> tuple[str, ...]:
        """What is missing from the files, one line each."""
        lost = [loss for _, writer in self._writers for loss in writer.sink.losses]
        dropped = [
            f"{path} lacks {writer.dropped} frames that came faster than they could be written"
            for path, writer in self._writers
            if writer.dropped
        ]
        return (*lost, *dropped)
