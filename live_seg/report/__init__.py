"""What several commands print and draw: progress, tables and plots."""
