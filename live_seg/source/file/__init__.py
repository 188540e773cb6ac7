"""Video files: frames by OpenCV, exact times from the container."""
