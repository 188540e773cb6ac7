"""How well a picked object is followed through a sequence whose true masks are known."""
