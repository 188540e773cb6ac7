"""Network streams, such as RTSP and MJPEG over HTTP, and their addresses."""
