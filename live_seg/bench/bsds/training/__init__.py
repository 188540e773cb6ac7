"""Learns the weights of regions from BSDS500, in two steps: borders from pixels, then merging from whole pictures."""
