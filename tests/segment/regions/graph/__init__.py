"""Tests of the graph of superpixels."""
