"""Python's garbage collector during the start of a command.

While libraries are loaded nothing becomes garbage, and searching for it takes a third of the time of the start.
"""

from __future__ import annotations

import gc

_is_put_off = False


def put_off_collection() -> None:
    """Collect no garbage until `resume_collection`. Only for a program: it changes all of the process."""
    global _is_put_off  # noqa: PLW0603  # a process has one collector
    _is_put_off = True
    gc.disable()


def resume_collection() -> None:
    """Collect garbage again, if it was put off, and never search what was loaded until now."""
    global _is_put_off  # noqa: PLW0603
    if _is_put_off:
        _is_put_off = False
        gc.freeze()
        gc.enable()
