"""Measurements: the speed of this machine, how time grows, and the stability of labels."""
