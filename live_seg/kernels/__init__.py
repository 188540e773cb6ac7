"""Numba kernels: plain loops that take arrays and fill `out` arrays, and how they are compiled and cached.

This package is the only home of numba. Policy is in the callers, in plain Python.
"""
