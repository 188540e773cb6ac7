"""What the user is told: progress, tables and plots."""
