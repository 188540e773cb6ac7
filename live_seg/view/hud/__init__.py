"""The HUD: figures, palette strip, messages and panels, drawn over the picture in the window."""
