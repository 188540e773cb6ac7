"""The settings of a live session."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from live_seg.arguments import MAX_MEGAPIXELS, whole_number
from live_seg.config import K_MAX, Config
from live_seg.live.view_settings import ViewSettings
from live_seg.sink.outputs import Outputs
from live_seg.size_limit import checked_limit
from live_seg.source.camera.camera_format import CameraFormat
from live_seg.source.open import kind_of
from live_seg.view.cutout.matte import warm_up_mattes

ELBOW_K_MAX = 10


@dataclass(frozen=True, slots=True)
class Session:
    """What to run, and how.

    Args:
        source: address of the source.
        config: how to segment.
        settings: how the session is shown at first.
        mirror: whether the picture is mirrored; None mirrors cameras only.
        camera_format: size and rate to ask a camera for.
        record: video file for a recording from the start on, or None.
        folder: where recordings and snapshots that a key starts go.
        duration: seconds after which the session ends, or None.
        realtime: whether a file plays like a camera: at its own pace, and the newest frame wins. Otherwise every frame
            is shown; in a window no sooner than its time, without one as fast as possible.
        window: whether there is a window.
        full_screen: whether the window fills the screen at first.
        virtual_camera: whether other programs get the picture as a camera.
        outputs: what is written besides recordings and snapshots, from the start on.
        overwrite: whether `record` and `outputs` may be replaced.
        k_max: largest K of the elbow analysis, 1 to 64.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Raises:
        ConfigError: `k_max` or `max_megapixels` is out of range.
    """

    source: str
    config: Config
    settings: ViewSettings = field(default_factory=ViewSettings)
    mirror: bool | None = None
    camera_format: CameraFormat | None = None
    record: Path | None = None
    folder: Path = Path()
    duration: float | None = None
    realtime: bool = False
    window: bool = True
    full_screen: bool = False
    virtual_camera: bool = False
    outputs: Outputs = field(default_factory=Outputs)
    overwrite: bool = False
    k_max: int = ELBOW_K_MAX
    max_megapixels: float = MAX_MEGAPIXELS

    def __post_init__(self) -> None:
        whole_number("k_max", self.k_max, 1, K_MAX)
        checked_limit(self.max_megapixels)

    @property
    def first_settings(self) -> ViewSettings:
        """How the session is shown at first: cameras are mirrored unless the user says otherwise."""
        mirror = kind_of(self.source) == "camera" if self.mirror is None else self.mirror
        return replace(self.settings, is_mirrored=mirror)

    def warm_up(self) -> None:
        """Load or compile what the pictures and the files need besides the segmentation."""
        warm_up_mattes()
        self.outputs.warm_up()
