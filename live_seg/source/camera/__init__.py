"""Cameras: their frames, their formats, and which ones this machine has."""
