"""Cameras: their frames, the formats they can be asked for, and which ones this machine has."""
