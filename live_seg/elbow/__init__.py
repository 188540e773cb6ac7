"""The `elbow` command: how many segments an image, a video or a camera's view has."""
