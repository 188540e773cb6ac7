"""The built-in demo: a moving scene, which needs no camera."""
