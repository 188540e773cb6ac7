"""How kernels are compiled, and how frames are passed to them."""

from __future__ import annotations

import os
from threading import Lock
from typing import Any

import numpy as np

from live_seg.buffers import read_only
from live_seg.errors import LiveSegError

# Set before numba is loaded, unless the user has set it. Threads that spin while they wait take the processor from the
# decoder and the encoder; next to two other busy programs a frame takes fifteen times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from collections.abc import Callable

import numba
from numba.core.cpu import CPUTargetOptions
from numpy.typing import NDArray

from live_seg.kernels.cache import cache_for, is_in

Call = Callable[..., None]

DIVIDES: dict[str, Any] = {"error_model": "numpy"}
"""Options for loops that divide: a division by zero gives infinity or 0, as in NumPy. With the check for an exception,
loops are not vectorised."""
UNCOUNTED: dict[str, Any] = {**DIVIDES, **({"_nrt": False} if hasattr(CPUTargetOptions, "_nrt") else {})}
"""Options for loops that call small functions with rows of arrays millions of times. numba counts the references to
each array that it passes, which takes as long as the functions themselves. Such functions cannot make arrays. The
option is private: a numba without it compiles slower loops."""

# numba's default thread pool aborts the process when two threads run parallel kernels at once
_turn = Lock()
_has_threads = _is_forked = False


def kernel(*, parallel: bool = False, allocates: bool = True) -> Callable[[Call], Call]:
    """Compile a function of plain loops when it is first called, and keep the machine code on disk.

    Arrays that a kernel does not write to must be read-only: numba compiles another version for writable ones. There is
    no `fastmath`, because labels must not depend on how a machine reorders sums. Only one parallel kernel runs at a
    time, whichever thread calls it. A signal handler must not call one: it may have interrupted the one that runs.

    A kernel that makes no arrays says so, and is compiled without counting references: `UNCOUNTED` has the reason.
    """

    def compiled(loops: Call) -> Call:
        # without the GIL: the decoder and the encoder go on meanwhile
        options = DIVIDES if allocates else UNCOUNTED
        dispatcher: Any = numba.njit(loops, parallel=parallel, nogil=True, **options)
        # What `cache=True` does, with our own cache. A numba that stores its cache elsewhere would compile at each
        # start.
        dispatcher._cache = cache_for(loops)  # noqa: SLF001  # there is no public attribute
        called: Call = _by_turns(dispatcher) if parallel else dispatcher
        return called

    return compiled


def _by_turns(dispatcher: Any) -> Call:  # noqa: ANN401  # numba has no type for it
    def call(*arguments: object) -> None:
        global _has_threads  # noqa: PLW0603  # a process has one thread pool
        if _is_forked:
            raise LiveSegError("this process was forked from one that had segmented; use multiprocessing's 'spawn'")
        with _turn:
            _has_threads = True
            dispatcher(*arguments)

    call.__wrapped__ = dispatcher  # type: ignore[attr-defined]  # as `functools.wraps` does
    return call


def _after_fork() -> None:
    global _is_forked, _turn  # noqa: PLW0603
    # the threads of the pool do not exist in the child, and GNU's OpenMP ends a process that uses them
    _is_forked = _has_threads
    _turn = Lock()  # another thread may have held it, which does not exist in the child


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def is_busy() -> bool:
    """Whether a parallel kernel is running."""
    return _turn.locked()


def is_kept(called: Call) -> bool:
    """Whether a kernel's machine code is on disk already, or cannot be kept at all."""
    return is_in(getattr(getattr(called, "__wrapped__", called), "_cache", None))


def by_rows(bgr: NDArray[np.uint8]) -> NDArray[Any]:
    """A frame (H, W, 3) as kernels take it: uint8 (H, 3 W), C-contiguous, read-only."""
    height, width = bgr.shape[:2]
    return read_only(np.ascontiguousarray(bgr).reshape(height, 3 * width))
