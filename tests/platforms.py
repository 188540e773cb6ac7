"""Marks for tests that run only on some systems."""

from __future__ import annotations

import os
import sys

import pytest

posix_only = pytest.mark.skipif(
    sys.platform == "win32", reason="needs signals, links, paths, a shell or the removal of open files as in POSIX"
)
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs devices, files or file names as on Linux")
not_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs file permissions that deny access; root ignores them"
)
