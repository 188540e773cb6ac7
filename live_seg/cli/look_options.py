"""The options that say how processed frames are shown, and the look that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from live_seg.cli.help import in_order, option
from live_seg.config import ViewName

if TYPE_CHECKING:
    from live_seg.processing.look_of import ReadBackground
    from live_seg.view.look import Look

VIEW = "View"

LOOK_OPTIONS = in_order(
    option(
        VIEW,
        "--view",
        type=click.Choice(get_args(ViewName), case_sensitive=False),
        default="recolour",
        show_default=True,
        help="What the pictures show.",
    ),
    option(
        VIEW,
        *("--pick", "picks"),
        multiple=True,
        metavar="X,Y[@S]",
        help="Pick the region or segment at this pixel, after S seconds; or the 'largest' one, or the one in the "
        "'centre'. May be repeated.",
    ),
    option(
        VIEW,
        *("--pick-colour", "colours"),
        multiple=True,
        metavar="#RRGGBB",
        help="Pick what has this colour. May be repeated.",
    ),
    option(
        VIEW,
        "--background",
        metavar="WHAT",
        help="Background of a cut-out: dim, remove, blur, a colour (#20c060), an image or a video.  [default: dim]",
    ),
    option(VIEW, "--hard-edges", is_flag=True, help="Give cut-outs hard borders instead of soft ones."),
    option(VIEW, "--outline", is_flag=True, help="Draw a line around what is picked."),
)


def look_of(
    view: ViewName,
    picks: tuple[str, ...],
    colours: tuple[str, ...],
    background: str | None,
    *,
    hard_edges: bool,
    outline: bool,
) -> tuple[Look, ReadBackground]:
    """The look that the options make, and its background with the file that it comes from.

    Raises:
        ConfigError: a pick, a colour or the background is not one.
    """
    from live_seg.processing.look_of import background_of, picks_of
    from live_seg.view.look import Look
    from live_seg.view.picks import parse_colour

    if view != "cutout":
        for name, given in (("--background", background is not None), ("--hard-edges", hard_edges)):
            if given:
                raise click.UsageError(f"'{name}' has no effect without '--view cutout'.")
    chosen = (*picks_of(picks), *map(parse_colour, colours))
    if not chosen and (view == "cutout" or outline):
        what = "'--view cutout'" if view == "cutout" else "'--outline'"
        raise click.UsageError(
            f"{what} needs '--pick X,Y', '--pick largest', '--pick centre' or '--pick-colour #RRGGBB'."
        )
    read = background_of(background)
    return Look(view, chosen, read.background, is_soft=not hard_edges, has_outline=outline), read
