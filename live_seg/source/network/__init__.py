"""Network streams: RTSP, MJPEG over HTTP, and what their addresses may be."""
