"""Labels for every pixel: the nearest centroid, with hysteresis for pixels that stand still."""
