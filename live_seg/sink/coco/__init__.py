"""Segments and regions in the format of COCO instances."""
