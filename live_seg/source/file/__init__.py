"""Video files: frames decoded by OpenCV or PyAV, with exact times from the container."""
