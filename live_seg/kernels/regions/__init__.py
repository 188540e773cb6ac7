"""Loops that divide a working picture into superpixels, merge them into regions, and enlarge those to the frame's size.

The policy is in `segment.regions`. From the modules above it, this package imports only the decorator, so the digest of
its own files covers everything that is compiled.
"""
