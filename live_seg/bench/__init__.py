"""Measuring: how fast this machine is, how that grows, and how stable labels are on your own videos."""
