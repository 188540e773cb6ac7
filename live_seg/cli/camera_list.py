"""Cameras: those that this machine has."""

from __future__ import annotations

from dataclasses import dataclass

from live_seg.source.camera.camera_source import NO_CAMERA_NEEDED
from live_seg.source.camera.discovery import Camera, find_cameras


@dataclass(frozen=True, slots=True)
class Cameras:
    """What was found, by index."""

    cameras: tuple[Camera, ...]

    @property
    def signal(self) -> None:
        """None: it is over at once."""
        return

    @property
    def remarks(self) -> tuple[str, ...]:
        """Which of them may not be opened."""
        return tuple(
            f"camera {camera.index}: access to {camera.device} is denied; on Linux the group video has it "
            f"(sudo usermod -aG video $USER, then log in again)"
            for camera in self.cameras
            if camera.denied
        )

    @property
    def losses(self) -> tuple[str, ...]:
        """None: a machine without a camera lacks nothing."""
        return ()

    def describe(self) -> str:
        """A line for each: index, name, device."""
        if not self.cameras:
            return f"no camera found; {NO_CAMERA_NEEDED}"
        return "\n".join(
            f"{camera.index}  {camera.name}" + (f"  ({camera.device})" if camera.device else "")
            for camera in self.cameras
        )


def cameras() -> Cameras:
    """Look for cameras."""
    return Cameras(find_cameras())
