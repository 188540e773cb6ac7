"""A frame's whole road, composed for each use: process a file, live in a window."""
