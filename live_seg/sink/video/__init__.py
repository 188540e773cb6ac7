"""Video files: H.264 in MP4, QuickTime or Matroska, with the source's time stamps and sound."""
