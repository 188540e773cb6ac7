"""Formats that are a plain row of pictures, each with its own duration: GIF, WebP and YUV4MPEG2."""
