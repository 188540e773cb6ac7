"""Tests of the loops that merge regions."""
