"""Label files: labels, palettes and regions, exactly as they are, in four formats."""
