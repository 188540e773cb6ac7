"""How well regions agree with those that people drew: the region benchmark of BSDS500."""
