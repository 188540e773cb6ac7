"""How the kernels are compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

    Kernel = TypeVar("Kernel", bound=Callable[..., None])


def kernel(*, parallel: bool = False) -> Callable[[Kernel], Kernel]:
    """Compile a function of plain loops when it is first called, and keep the machine code on disk.

    No `fastmath`: labels must not depend on how a machine reorders sums.
    """

    def compiled(function: Kernel) -> Kernel:
        try:
            result: Kernel = numba.njit(parallel=parallel, cache=True)(function)
        except RuntimeError:
            # numba found no folder that it may write to: compile at each start rather than not run at all
            result = numba.njit(parallel=parallel)(function)
        return result

    return compiled
