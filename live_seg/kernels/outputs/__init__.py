"""Loops that measure and encode a frame's segments and regions for files.

The folder uses nothing from `kernels` except the decorator, so the digest of its own files covers all compiled code.
"""
