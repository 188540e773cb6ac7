"""Formats that are a plain sequence of pictures, each with its own duration: GIF, WebP and YUV4MPEG2."""
