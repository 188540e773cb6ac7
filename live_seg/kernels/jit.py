"""How the kernels are compiled, and how frames are handed to them."""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from live_seg.errors import LiveSegError

# Before numba is loaded, and not where the user has set it. Threads that wait by spinning take the processor from the
# decoder and the encoder; and where two other programs are busy, a frame takes fifteen times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numba

from live_seg.kernels.cache import cache_for, is_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Call = Callable[..., None]

# numba's default thread pool aborts the process when two threads run parallel kernels at once
_turn = Lock()
_has_threads = _is_forked = False


def kernel(*, parallel: bool = False) -> Callable[[Call], Call]:
    """Make a function of plain loops a kernel: compiled when it is first called, and kept on disk.

    Arrays that it does not write to must be read-only: numba compiles anew for those that are not. No `fastmath`:
    labels must not depend on how a machine reorders sums. Of parallel kernels one runs at a time, whoever calls; a
    signal handler must not, for it may have interrupted the one that has its turn.
    """

    def compiled(loops: Call) -> Call:
        # without Python's lock: the decoder and the encoder go on meanwhile
        dispatcher: Any = numba.njit(loops, parallel=parallel, nogil=True)
        # what `cache=True` does, with a cache of our own. A numba that looks elsewhere would compile at each start
        dispatcher._cache = cache_for(loops)  # noqa: SLF001  # it has no public way in
        called: Call = _by_turns(dispatcher) if parallel else dispatcher
        return called

    return compiled


def _by_turns(dispatcher: Any) -> Call:  # noqa: ANN401  # numba types its dispatcher by itself
    def call(*arguments: object) -> None:
        global _has_threads  # noqa: PLW0603  # a process has one pool of threads
        if _is_forked:
            raise LiveSegError("this process was forked from one that had segmented; use multiprocessing's 'spawn'")
        with _turn:
            _has_threads = True
            dispatcher(*arguments)

    call.__wrapped__ = dispatcher  # type: ignore[attr-defined]  # as `functools.wraps` does, for who looks inside
    return call


def _after_fork() -> None:
    global _is_forked, _turn  # noqa: PLW0603
    # the pool's threads are not in the child, and GNU's OpenMP ends the process that looks for them
    _is_forked = _has_threads
    _turn = Lock()  # it may have been some other thread's turn, which is not in the child either


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def is_kept(called: Call) -> bool:
    """Whether a kernel's machine code is on disk already, or cannot be there at all."""
    return is_in(getattr(getattr(called, "__wrapped__", called), "_cache", None))


def constant(array: NDArray[np.generic]) -> NDArray[Any]:
    """A read-only view of an array, for a kernel that does not write to it."""
    view = array.view()
    view.flags.writeable = False
    return view


def by_rows(bgr: NDArray[np.uint8]) -> NDArray[Any]:
    """A frame (H, W, 3) as kernels take it: uint8 (H, 3 W), C-contiguous, read-only."""
    height, width = bgr.shape[:2]
    return constant(np.ascontiguousarray(bgr).reshape(height, 3 * width))
