"""The command that lists the cameras of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from live_seg.cli.help import command
from live_seg.cli.options import DEBUG, JSON
from live_seg.cli.outcome import finish

if TYPE_CHECKING:
    from live_seg.source.camera.discovery import Camera


@dataclass(frozen=True, slots=True)
class Cameras:
    """The cameras that were found, by index."""

    cameras: tuple[Camera, ...]

    @property
    def signal(self) -> None:
        """None: listing takes no time."""
        return

    @property
    def losses(self) -> tuple[str, ...]:
        """None: a machine without a camera is no loss."""
        return ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """Cameras that this user may not open, one line each."""
        return tuple(
            f"camera {camera.index}: access to {camera.device} is denied; on Linux, users in the group video have it "
            f"(sudo usermod -aG video $USER, then log in again)"
            for camera in self.cameras
            if camera.denied
        )

    def describe(self) -> str:
        """A line for each camera: index, name, device."""
        if not self.cameras:
            return "no camera found; 'live-seg demo' needs none"
        return "\n".join(
            f"{camera.index}  {camera.name}" + (f"  ({camera.device})" if camera.device else "")
            for camera in self.cameras
        )


@command(examples=("live-seg cameras", "live-seg live 1"))
@JSON
@DEBUG
def cameras(as_json: bool) -> None:
    """List the cameras of this machine, with the index for 'live'."""
    from live_seg.source.camera.discovery import find_cameras

    found = Cameras(find_cameras())
    finish(found, found.describe(), as_json)
