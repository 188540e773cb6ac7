"""How the kernels are compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

    Loops = TypeVar("Loops", bound=Callable[..., None])


def kernel(*, parallel: bool = False) -> Callable[[Loops], Loops]:
    """Compile a function of plain loops when it is first called, and keep the machine code on disk.

    No `fastmath`: labels must not depend on how a machine reorders sums.
    """

    def compiled(function: Loops) -> Any:  # noqa: ANN401  # numba types its dispatcher by itself
        try:
            return numba.njit(parallel=parallel, cache=True)(function)
        except RuntimeError:
            # numba found no folder that it may write to: compile at each start rather than not run at all
            return numba.njit(parallel=parallel)(function)

    return compiled
