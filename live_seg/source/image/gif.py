"""GIF with areas that are cleared to transparent, as in browsers. Pillow clears some to a palette colour."""

from __future__ import annotations

from PIL import _imaging
from PIL.GifImagePlugin import GifImageFile

CLEARED, RESTORED = 2, 3
"""The disposal methods "restore to background" and "restore to previous" (GIF89a specification, section 23)."""


class Gif(GifImageFile):
    """A GIF whose pictures are always RGBA, so that parts of them can be cleared."""

    def load_end(self) -> None:
        """Convert to RGBA. Pillow calls this when a picture has been decoded and drawn over the previous ones."""
        super().load_end()
        if self.mode != "RGBA":
            level = self.info.pop("transparency", None)
            if level is not None and self.mode == "P":
                self.im.putpalettealpha(level, 0)
            elif level is not None:
                self.im = self.im.convert_transparent("LA", level)
            self.im = self.im.convert("RGBA")
            self._mode = "RGBA"
        # the first picture has no previous one to restore
        is_cleared = self.disposal_method == CLEARED or (self.disposal_method == RESTORED and self.tell() == 0)
        if is_cleared and self.dispose_extent is not None:
            left, top, right, bottom = self.dispose_extent
            self.dispose = _imaging.fill("RGBA", (right - left, bottom - top), (0, 0, 0, 0))
