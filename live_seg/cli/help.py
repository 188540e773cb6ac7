"""Help texts: options in groups, and examples at the end."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

SEGMENTATION = "Segmentation"
GENERAL = "General"


class GroupedOption(click.Option):
    """An option with the group that the help lists it in."""

    def __init__(self, *names: Any, group: str = GENERAL, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.group = group


class GroupedCommand(click.Command):
    """A command whose help lists its options in groups, in the order in which they are defined, and then examples."""

    def __init__(self, *arguments: Any, examples: tuple[str, ...] = (), **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.examples = examples

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, and refuse an option that is given twice but has one value: click would take the last.

        Raises:
            UsageError: there is one.
        """
        _, _, given = self.make_parser(ctx).parse_args(args=list(args))
        for parameter in given:
            is_single = isinstance(parameter, click.Option) and not (parameter.multiple or parameter.is_flag)
            if is_single and given.count(parameter) > 1:
                raise click.UsageError(f"'{parameter.opts[0]}' is given {given.count(parameter)} times.", ctx)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the groups of options, and the examples."""
        groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                groups[getattr(parameter, "group", GENERAL)].append(record)
        for group in [*(name for name in groups if name != GENERAL), GENERAL]:
            with formatter.section(group):
                formatter.write_dl(groups[group])
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")


def command(*, examples: tuple[str, ...] = (), **settings: Any) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command with grouped options and examples."""
    return click.command(cls=GroupedCommand, examples=examples, **settings)


def option(group: str, *names: str, **settings: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """An option in a group."""
    return click.option(*names, cls=GroupedOption, group=group, **settings)


def in_order(
    *options: Callable[[Callable[..., None]], Callable[..., None]],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Several options as one decorator; the help lists them in this order."""

    def decorated(function: Callable[..., None]) -> Callable[..., None]:
        for decorator in reversed(options):
            function = decorator(function)
        return function

    return decorated
