"""Loops that measure and encode a frame's segments and regions for files.

The folder uses nothing of `kernels` but the decorator, so that the digest of its own files covers all that is compiled.
"""
