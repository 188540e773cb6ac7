"""How stable labels are on videos, beside K-means of each frame and a plain warm start."""
