"""Run a notebook and write it with its outputs, without metadata that changes from run to run.

python samples/run_notebook.py [NOTEBOOK [OUT]]

Without arguments it updates the sample notebook. It needs the packages of `pip install -e '.[dev]'`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def main(path: Path, out: Path) -> None:
    """Run a notebook, remove its metadata, and write it."""
    notebook = nbformat.read(path, as_version=4)
    # without a folder of kernels, the kernel is the Python that runs this script
    kernel = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    resources = {"metadata": {"path": str(path.parent)}}
    with TemporaryDirectory() as folder:
        if os.name == "posix":
            # sockets in a private folder: over TCP, other users of the machine could listen
            kernel.transport, kernel.ip = "ipc", str(Path(folder, "kernel"))
        client = NotebookClient(
            notebook, km=kernel, timeout=120, resources=resources, record_timing=False, coalesce_streams=True
        )
        client.execute(cleanup_kc=True)  # otherwise the kernel would go on running
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        for output in cell.get("outputs", []):
            output.pop("metadata", None) if output.output_type == "stream" else output.update(metadata={})
    nbformat.write(notebook, out)


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]] or [Path(__file__).with_name("segmentation.ipynb")]
    main(given[0], given[-1])
