"""Whether something that a sink did has failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Failures:
    """Remembers whether a write or a close of a sink failed. Then the sink must not publish its output.

    Attributes:
        any: whether one failed.
    """

    any = False

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Remember if the block raises."""
        try:
            yield
        except BaseException:
            self.any = True
            raise
