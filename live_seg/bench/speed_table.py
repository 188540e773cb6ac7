"""The figures of speed as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from live_seg.bench.head import head
from live_seg.bench.peers import FFMPEG, LIVE_SEG, OPENCV, OPENCV_ITERATIONS, SCIKIT_LEARN
from live_seg.bench.stages import WHOLE
from live_seg.report.tables import figure, legend, rendered
from live_seg.report.wording import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from live_seg.bench.peers import Peers
    from live_seg.bench.ratios import Ratio
    from live_seg.bench.rounds import Timing
    from live_seg.bench.speed import Speed

NAME, MEDIAN, SPREAD, TIMES, UNIT = 32, 6, 15, 6, 13
"""Widths of the columns; with the spaces between them, 80."""

LEGEND = {
    "middle half": "from where to where half of the rounds lie",
    "the copy": "the frame into memory that is there, by {threads} or by one",
    "cvtColor": "OpenCV's conversion of the frame to CIELAB",
    "live_seg": "a frame in, its picture out: sample, fit, label and hold, recolour",
    SCIKIT_LEARN: "MiniBatchKMeans.fit to our sample, warm; predict of every pixel",
    OPENCV: f"cv2.kmeans of every pixel, as its tutorial: k-means++, {OPENCV_ITERATIONS} steps",
    FFMPEG: "the elbg filter, one step, one thread; with it less without it",
}


def speed_table(speed: Speed) -> str:
    """The figures, a group of rows for each question."""
    threads = count_of("thread", speed.machine.threads)
    terms = {term: meaning.format(threads=threads) for term, meaning in LEGEND.items()}
    return rendered(
        head(speed.machine, _facts(speed)), _stages(speed), _ratios(speed.ratios), _peers(speed.peers), legend(terms)
    )


def _facts(speed: Speed) -> str:
    frames = f"{count_of('frame', speed.frames)} of {speed.footage}, {speed.width}x{speed.height}, k = {speed.k}"
    return f"{frames}\nrounds: {speed.rounds}, of the last table {speed.peers.rounds}"


def _stages(speed: Speed) -> Padding:
    table = _table("Each stage")
    _add(table, "copy the frame", speed.copy, (1.0, "the copy"))
    for stage in speed.stages:
        style = "bold" if stage.name == WHOLE else ""
        _add(table, stage.name, stage.milliseconds, (stage.times_copy, "the copy"), style)
    return _below(table)


def _ratios(ratios: Sequence[Ratio]) -> Padding:
    table = _table("Label and recolour")
    before = None
    for ratio in ratios:
        if ratio.what == before:
            table.add_row("", "", "", *_times(ratio.times, ratio.relative_to))
        else:
            _add(table, ratio.what, ratio.milliseconds, (ratio.times, ratio.relative_to))
        before = ratio.what
    return _below(table)


def _peers(peers: Peers) -> Padding:
    table = _table("What else could be run")
    _add(table, LIVE_SEG, peers.live_seg, (1.0, LIVE_SEG), "bold")
    for peer in peers.others:
        if peer.milliseconds is None or peer.times_live_seg is None:
            table.add_row(peer.name, "-", peer.missing, "-", "")
        else:
            _add(table, peer.name, peer.milliseconds, (peer.times_live_seg, LIVE_SEG))
    return _below(table)


def _table(title: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in (NAME, MEDIAN, SPREAD, TIMES, UNIT):
        table.add_column(width=width, justify="left" if width in {NAME, UNIT} else "right", no_wrap=True)
    table.add_row(Text(title, "bold"), *(Text(head, "dim") for head in ("median", "middle half", "ratio", "")))
    table.add_row("", *(Text(unit, "dim") for unit in ("ms", "ms", "", "")))
    return table


def _add(table: Table, name: str, timing: Timing, ratio: tuple[float, str], style: str = "") -> None:
    spread = f"{figure(timing.low)} - {figure(timing.high)}"
    table.add_row(name, figure(timing.median), spread, *_times(*ratio), style=style)


def _times(times: float, unit: str) -> tuple[str, Text]:
    return figure(times), Text(f"x {unit}", "dim")


def _below(table: Table) -> Padding:
    return Padding(table, (0, 0, 1, 0))
