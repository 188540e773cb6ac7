"""The elbow analysis: K-means for several K, the curve of their inertia, and the K at its knee."""
