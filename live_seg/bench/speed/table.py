"""The figures of speed as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from live_seg.bench.heading import heading
from live_seg.bench.rounds import Timing
from live_seg.bench.speed.peers import FFMPEG, LIVE_SEG, OPENCV, OPENCV_ITERATIONS, SCIKIT_LEARN
from live_seg.bench.speed.result import Peers, Ratio, Speed
from live_seg.bench.stages import WHOLE
from live_seg.report.tables import figure, legend, rendered
from live_seg.report.wording import count_of

NAME, MEDIAN, QUARTILES, RATIO, UNIT = 32, 6, 15, 6, 13
"""Widths of the columns: 80 with the spaces between them."""

LEGEND = {
    "middle half": "from the lower to the upper quartile of all rounds",
    "the copy": "copying the frame into existing memory, in {threads} or in one",
    "cvtColor": "OpenCV's conversion of the frame to CIELAB",
    "live_seg": "sample, fit, label with hysteresis and recolour a frame",
    SCIKIT_LEARN: "MiniBatchKMeans: warm fit to our sample, predict for every pixel",
    OPENCV: f"cv2.kmeans of every pixel: k-means++, {OPENCV_ITERATIONS} steps, one attempt",
    FFMPEG: "the elbg filter, one step, one thread; minus a run without it",
}


def speed_table(speed: Speed) -> str:
    """The figures in three tables, and what the terms mean."""
    threads = count_of("thread", speed.machine.threads)
    terms = {term: meaning.format(threads=threads) for term, meaning in LEGEND.items()}
    frames = f"{count_of('frame', speed.frames)} of {speed.footage}, {speed.width}x{speed.height}, k = {speed.k}"
    rounds = f"{count_of('round', speed.rounds)}; {speed.peers.rounds} for the last table"
    return rendered(
        heading(speed.machine, f"{frames}\n{rounds}"),
        *(Padding(table, (0, 0, 1, 0)) for table in (_stages(speed), _ratios(speed.ratios), _peers(speed.peers))),
        legend(terms),
    )


def _stages(speed: Speed) -> Table:
    table = _table("Each stage")
    _add(table, "copy the frame", speed.copy, (1.0, "the copy"))
    for stage in speed.stages:
        style = "bold" if stage.name == WHOLE else ""
        _add(table, stage.name, stage.milliseconds, (stage.times_copy, "the copy"), style)
    return table


def _ratios(ratios: Sequence[Ratio]) -> Table:
    table = _table("Label and recolour")
    before = None
    for ratio in ratios:
        if ratio.what == before:
            table.add_row("", "", "", *_times(ratio.times, ratio.relative_to))
        else:
            _add(table, ratio.what, ratio.milliseconds, (ratio.times, ratio.relative_to))
        before = ratio.what
    return table


def _peers(peers: Peers) -> Table:
    table = _table("Other programs")
    _add(table, LIVE_SEG, peers.live_seg, (1.0, LIVE_SEG), "bold")
    for peer in peers.others:
        if peer.milliseconds is None or peer.times_live_seg is None:
            table.add_row(peer.name, "-", peer.missing, "-", "")
        else:
            _add(table, peer.name, peer.milliseconds, (peer.times_live_seg, LIVE_SEG))
    return table


def _table(title: str) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in (NAME, MEDIAN, QUARTILES, RATIO, UNIT):
        table.add_column(width=width, justify="left" if width in {NAME, UNIT} else "right", no_wrap=True)
    table.add_row(Text(title, "bold"), *(Text(name, "dim") for name in ("median", "middle half", "ratio", "")))
    table.add_row("", *(Text(unit, "dim") for unit in ("ms", "ms", "", "")))
    return table


def _add(table: Table, name: str, timing: Timing, ratio: tuple[float, str], style: str = "") -> None:
    quartiles = f"{figure(timing.low)} - {figure(timing.high)}"
    table.add_row(name, figure(timing.median), quartiles, *_times(*ratio), style=style)


def _times(times: float, unit: str) -> tuple[str, Text]:
    return figure(times), Text(f"x {unit}", "dim")
