"""Files and images in, segmented files out."""
