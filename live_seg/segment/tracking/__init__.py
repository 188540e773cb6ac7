"""The palette over time: it follows the video, and its labels keep their meaning."""
