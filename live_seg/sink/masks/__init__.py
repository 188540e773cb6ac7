"""Masks as PNG files, one for each segment or region of each frame."""
