"""Still images: from the bytes of a file to 8-bit BGR, and image files as the frames of a stream."""
