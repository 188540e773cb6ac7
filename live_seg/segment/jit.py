"""How the kernels are compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba

from live_seg.segment.kernel_cache import cache_for

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray


def kernel(*, parallel: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function of plain loops a kernel: compiled when it is first called, and kept on disk.

    Arrays that it does not write to must be read-only: numba compiles anew for those that are not. No `fastmath`:
    labels must not depend on how a machine reorders sums.
    """

    def compiled(loops: Callable[..., None]) -> Callable[..., None]:
        dispatcher: Any = numba.njit(loops, parallel=parallel)
        # what `cache=True` does, with a cache of our own. A numba that looks elsewhere would compile at each start
        dispatcher._cache = cache_for(loops)  # noqa: SLF001  # it has no public way in
        called: Callable[..., None] = dispatcher
        return called

    return compiled


def constant(array: NDArray[np.generic]) -> NDArray[Any]:
    """A read-only view of an array, for a kernel that does not write to it."""
    view = array.view()
    view.flags.writeable = False
    return view
