"""How well a picked thing is followed through a sequence whose true masks are known."""
