"""What a module is made of, in sixteen digits: its source and that of all it imports from its own package."""

from __future__ import annotations

import re
import sys
from functools import cache
from hashlib import sha256
from importlib.util import resolve_name
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = 16
"""Hexadecimal digits, which go into a file's name: Windows has little room in a path."""

# By its words: to parse a source takes ten times as long, and that at each start.
NOT_READ = re.compile(r"#.*|\\\n")
IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+)?import\s+(\([^)]*\)|.*)", re.MULTILINE)
WORD = re.compile(r"[\w.]+")


@cache
def digest_of(module: str) -> str:
    """A digest of the source of a module, of all modules of its package that it imports, and that those import.

    Nothing is imported for it.

    Raises:
        FileNotFoundError: there is no source, as in a frozen program.

    >>> digest_of("live_seg.errors") == digest_of("live_seg.frame")
    False
    """
    package = module.partition(".")[0]
    root = Path(sys.modules[package].__path__[0])
    sources: dict[str, bytes] = {}
    found = {module}
    while found:
        name = found.pop()
        file = _file_of(name, root)
        if file is not None:
            sources[name] = file.read_bytes()
            parent = name if file.name == "__init__.py" else name.rpartition(".")[0]
            imported = _imports(sources[name].decode(), parent)
            found |= {other for other in imported if other.partition(".")[0] == package} - set(sources)
    if module not in sources:
        raise FileNotFoundError(f"there is no source of {module} in {root}")
    return sha256(repr(sorted(sources.items())).encode()).hexdigest()[:LENGTH]


def _file_of(name: str, root: Path) -> Path | None:
    """The source file of a module; None for a name that is no module's, as that of a constant."""
    place = root.joinpath(*name.split(".")[1:])
    files = place.with_name(f"{place.name}.py"), place / "__init__.py"
    return next((file for file in files if file.is_file()), None)


def _imports(source: str, parent: str) -> Iterator[str]:
    """The names of all modules that a source imports, and of things that are no modules."""
    for origin, names in IMPORT.findall(NOT_READ.sub("", source)):
        if origin:
            module = resolve_name(origin, parent)
            yield module
            yield from (f"{module}.{name}" for name in WORD.findall(names))
        else:
            yield from WORD.findall(names)
