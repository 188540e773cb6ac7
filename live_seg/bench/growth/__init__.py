"""How time grows with frame size, K and sample size."""
