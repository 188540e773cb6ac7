"""How the kernels are compiled."""

from __future__ import annotations

import pickle
from contextlib import nullcontext
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

UNUSABLE_CACHE = (OSError, EOFError, pickle.UnpicklingError)
"""What numba raises where its cache is on a full disk, or a file in it is damaged. A kernel raises none of them."""


# numba's default thread pool aborts the process when two threads run parallel kernels at once
_one_at_a_time = Lock()


class Kernel:
    """A function of plain loops, compiled when it is first called; the machine code is kept on disk.

    Where it cannot be kept, or what was kept cannot be read, it is compiled at each start. No `fastmath`: labels must
    not depend on how a machine reorders sums.

    Attributes:
        compiled: numba's dispatcher.
    """

    def __init__(self, loops: Callable[..., None], *, parallel: bool) -> None:
        self._loops = loops
        self._parallel = parallel
        try:
            self.compiled = self._compile(cache=True)
        except RuntimeError:  # there is no folder that numba may write to
            self.compiled = self._compile(cache=False)

    def __call__(self, *arguments: NDArray[Any] | NamedTuple | int | None) -> None:
        """Run it. The arrays that are not written to must be read-only: numba compiles anew for those that are not."""
        with _one_at_a_time if self._parallel else nullcontext():
            try:
                self.compiled(*arguments)
            except UNUSABLE_CACHE:
                self.compiled = self._compile(cache=False)
                self.compiled(*arguments)

    def _compile(self, *, cache: bool) -> Any:  # noqa: ANN401  # numba types its dispatcher by itself
        return numba.njit(parallel=self._parallel, cache=cache)(self._loops)


def kernel(*, parallel: bool = False) -> Callable[[Callable[..., None]], Kernel]:
    """Make a function of plain loops a kernel."""
    return lambda loops: Kernel(loops, parallel=parallel)


def constant(array: NDArray[np.generic]) -> NDArray[Any]:
    """A read-only view of an array, for a kernel that does not write to it."""
    view = array.view()
    view.flags.writeable = False
    return view


def by_rows(bgr: NDArray[np.uint8]) -> NDArray[Any]:
    """A frame (H, W, 3) as kernels take it: uint8 (H, 3 W), C-contiguous, read-only."""
    height, width = bgr.shape[:2]
    return constant(np.ascontiguousarray(bgr).reshape(height, 3 * width))
