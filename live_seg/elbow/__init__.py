"""The `elbow` command: which K suits an image, a video or what a camera sees."""
