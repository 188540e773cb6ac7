"""Loops that divide a working picture into superpixels, merge them into regions, and enlarge those to the frame's size.

`segment.regions` has the policy. The folder uses nothing of `kernels` but the decorator, so that the digest of its own
files covers all that is compiled.
"""
