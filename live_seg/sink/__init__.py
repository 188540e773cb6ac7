"""Where results go: a video file with the source's sound, a window."""
