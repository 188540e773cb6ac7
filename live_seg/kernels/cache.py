"""Where the kernels' machine code is kept, and until when it is good.

numba keeps machine code on disk, and takes it for good as long as the one file is unchanged that the kernel stands in;
older versions look at that file's time and size only. A constant or an inlined function of another file may change
unseen, and a package is installed with whatever times its wheel has. So an upgrade could run the kernels of before.
Here the names of the kept files have a digest of all the source that a kernel can be made of. numba itself sees to its
own version, the processor and Python's version, and to writing each file at one stroke.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numba import config
from numba.core.caching import CompileResultCacheImpl, FunctionCache, NullCache

from live_seg.kernels.source_digest import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable

# A library does not print. Where a program listens to the log, it hears of it once, as a warning.
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())

_reasons: list[str] = []


def why_not_kept() -> str | None:
    """Why this process's machine code is not kept, in a few words with what to do; None as long as it is."""
    return _reasons[0] if _reasons else None


def cache_for(loops: Callable[..., None]) -> FunctionCache | NullCache:
    """A cache for a kernel's machine code, for numba's dispatcher. Whatever fails there, the kernel is compiled."""
    try:
        return KernelCache(loops)
    except FileNotFoundError as error:
        _not_kept(str(error))
    except (OSError, ValueError) as error:  # a source that may not be read, or is no text
        _not_kept(f"{loops.__module__}: {error}")
    except RuntimeError:  # numba found no folder that it may write to
        beside = Path(loops.__code__.co_filename).with_name("__pycache__")
        places = [getattr(config, "CACHE_DIR", ""), str(beside), "your cache folder"]
        tried = ", ".join(filter(None, places))
        _not_kept(f"no folder can be written to (tried {tried}); set NUMBA_CACHE_DIR to one that can")
    return NullCache()


class _Files(CompileResultCacheImpl):
    """The names of a kernel's files: `colour.features-<digest>.py311` with numba's endings."""

    def __init__(self, loops: Callable[..., None]) -> None:
        self._digest = digest_of(loops.__module__)
        super().__init__(loops)
        self.of_any_version = f"{self.filename_base}.*".replace(self._digest, "*")

    def get_filename_base(self, fullname: str, abiflags: str) -> str:
        """The name that numba asks for: its own has the kernel's line in the digest's place."""
        python = super().get_filename_base(fullname, abiflags).rpartition(".")[2]
        return f"{fullname}-{self._digest}.{python}"


class KernelCache(FunctionCache):
    """numba's cache, with names by content. A full disk or a damaged file costs time, and nothing else."""

    _impl_class = _Files

    def load_overload(self, sig: object, target_context: object) -> Any:  # noqa: ANN401
        """Kept machine code for a kind of arguments; None where there is none that can be read."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001  # there is no telling what a damaged file raises when it is unpickled
            with suppress(OSError):
                self.flush()  # written anew, when the kernel has been compiled
            return None

    def save_overload(self, sig: object, data: object) -> None:
        """Keep machine code for a kind of arguments, in the place of older versions."""
        try:
            super().save_overload(sig, data)
        except Exception as error:  # noqa: BLE001  # a full disk, or a damaged file that cannot be replaced
            reason = getattr(error, "strerror", None) or repr(error)
            _not_kept(f"{self.cache_path}: {reason}; make room there, or set NUMBA_CACHE_DIR to another folder")
        else:
            self._remove_older_versions()

    def has_files(self) -> bool:
        """Whether anything is kept."""
        return any(Path(self.cache_path).glob(f"{self._impl.filename_base}.*"))

    def _remove_older_versions(self) -> None:
        # numba has a folder for each that sources are in: what bears this kernel's name here has gone before it
        for file in Path(self.cache_path).glob(self._impl.of_any_version):
            if not file.name.startswith(f"{self._impl.filename_base}."):
                with suppress(OSError):  # another process was quicker, or has it open
                    file.unlink()


def is_in(cache: object) -> bool:
    """Whether there is machine code in a cache, or cannot be any: as far as files tell that are not read."""
    return not isinstance(cache, KernelCache) or cache.has_files()


def _not_kept(reason: str) -> None:
    if not _reasons:
        _log.warning("the compiled kernels cannot be kept: %s", reason)
    _reasons.append(reason)
