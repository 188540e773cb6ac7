"""How to install an optional part of live_seg."""

from __future__ import annotations

import json
import shlex
from importlib.metadata import PackageNotFoundError, distribution
from urllib.parse import urlsplit
from urllib.request import url2pathname


def install_command(extra: str) -> str:
    """The command that installs an extra such as "plots", from where the reader installed live_seg.

    `direct_url.json` (PEP 610) tells a checkout, a folder or a file. Without it, live_seg came from an index.
    """
    try:
        recorded = distribution("live_seg").read_text("direct_url.json")
    except PackageNotFoundError:
        recorded = None
    origin = json.loads(recorded) if recorded else {}
    address = urlsplit(origin.get("url", ""))
    if address.scheme != "file":
        return f"pip install 'live_seg[{extra}]'"
    editable = "-e " if origin.get("dir_info", {}).get("editable") else ""
    return f"python -m pip install {editable}{shlex.quote(f'{url2pathname(address.path)}[{extra}]')}"
