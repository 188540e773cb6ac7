"""The built-in demo: a moving scene with known segments, which needs no camera."""
