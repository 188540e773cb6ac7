"""Where the kernels' machine code is kept, and for how long it is valid.

numba keeps machine code on disk, and considers it valid as long as the one file with the kernel's source is unchanged;
older versions compare only the time and size of that file. A constant or an inlined function from another file may
change unnoticed, and the files of an installed package may have any times. So an upgrade could run old machine code.

Here the names of the kept files contain a digest of all source files in the folder of the kernel, and in those above it
up to this one, from which kernels use only the decorator. Everything else is numba's: where the files go, the versions
of numba, Python and the processor, and writing each file in one step.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache, NullCache

KERNELS = Path(__file__).parent
DIGITS = 16
"""Hexadecimal digits of a digest in the name of a file: Windows has little room in a path."""

# A library does not print. A program that listens to the log gets one warning.
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())

_reasons: list[str] = []
_listeners: list[Callable[[], None]] = []


def why_not_kept() -> str | None:
    """Why the machine code of this process is not kept, and what to do; None as long as it is."""
    return _reasons[0] if _reasons else None


@contextmanager
def before_compiling(tell: Callable[[], None]) -> Iterator[None]:
    """Call a function when a kernel has to be compiled in the block: once, before the first one."""
    _listeners.append(tell)
    try:
        yield
    finally:
        with suppress(ValueError):  # already removed and called
            _listeners.remove(tell)


def cache_for(loops: Callable[..., None]) -> FunctionCache | NullCache:
    """A cache for the machine code of a kernel, for numba's dispatcher. If it fails, the kernel is compiled."""
    try:
        return KernelCache(loops)
    except (OSError, ValueError) as error:  # there is no source, or it cannot be read
        _note_failure(f"{loops.__module__}: {error}")
    except RuntimeError:  # numba found no folder that it can write to
        beside = Path(loops.__code__.co_filename).with_name("__pycache__")
        places = [getattr(config, "CACHE_DIR", ""), str(beside), "your cache folder"]
        tried = ", ".join(filter(None, places))
        _note_failure(f"no folder can be written to (tried {tried}); set NUMBA_CACHE_DIR to one that can")
    return NullCache()


@cache
def digest_of(folder: Path) -> str:
    """A digest of all Python files of a folder, and of the folders between it and KERNELS.

    Raises:
        FileNotFoundError: there are none, as in a frozen program.
    """
    folders = [folder, *(above for above in folder.parents if KERNELS in above.parents)]
    files = [file for one in folders for file in sorted(one.glob("*.py"))]
    if not files:
        raise FileNotFoundError(f"there is no source in {folder}")
    content = repr([(file.name, file.read_bytes()) for file in files])
    return sha256(content.encode()).hexdigest()[:DIGITS]


class _Files(CompileResultCacheImpl):
    """The names of a kernel's files: `colour.features-<digest>.py311`, with numba's suffixes."""

    def __init__(self, loops: Callable[..., None]) -> None:
        self._digest = digest_of(Path(loops.__code__.co_filename).parent)
        super().__init__(loops)
        self.of_any_version = f"{self.filename_base}.*".replace(self._digest, "*")

    def get_filename_base(self, fullname: str, abiflags: str) -> str:
        """The name that numba asks for. numba's own name has the kernel's line number instead of the digest."""
        python = super().get_filename_base(fullname, abiflags).rpartition(".")[2]
        return f"{fullname}-{self._digest}.{python}"


class KernelCache(FunctionCache):
    """numba's cache with names by content. A full disk or a damaged file costs time, and nothing else."""

    _impl_class = _Files

    def load_overload(self, sig: object, target_context: object) -> Any:  # noqa: ANN401
        """Kept machine code for these types of arguments; None if there is none that can be read."""
        kept = None
        try:
            kept = super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001  # a damaged file may raise anything when it is unpickled
            with suppress(OSError):
                self.flush()  # written again when the kernel has been compiled
        if kept is None and _listeners:
            _listeners.pop()()
        return kept

    def save_overload(self, sig: object, data: object) -> None:
        """Keep machine code for these types of arguments, and remove older versions."""
        try:
            super().save_overload(sig, data)
        except Exception as error:  # noqa: BLE001  # a full disk, or a damaged file that cannot be replaced
            reason = getattr(error, "strerror", None) or repr(error)
            _note_failure(f"{self.cache_path}: {reason}; make room there, or set NUMBA_CACHE_DIR to another folder")
        else:
            self._remove_older_versions()

    def has_files(self) -> bool:
        """Whether anything is kept."""
        return any(Path(self.cache_path).glob(f"{self._impl.filename_base}.*"))

    def _remove_older_versions(self) -> None:
        # numba has a folder for each source folder, so files with this kernel's name are older versions of it
        for file in Path(self.cache_path).glob(self._impl.of_any_version):
            if not file.name.startswith(f"{self._impl.filename_base}."):
                with suppress(OSError):  # another process was faster, or has it open
                    file.unlink()


def is_in(cache: object) -> bool:
    """Whether machine code is in a cache, or cannot be kept at all. The files are not read."""
    return not isinstance(cache, KernelCache) or cache.has_files()


def _note_failure(reason: str) -> None:
    if not _reasons:
        _log.warning("the compiled kernels cannot be kept: %s", reason)
    _reasons.append(reason)
