"""How stable labels are on videos, compared with K-means of each frame and a plain warm start."""
