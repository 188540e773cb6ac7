"""Loops that merge neighbouring regions, the most similar ones first.

`merge` drives them in a live session, and `record` in training. `steps` has what both do: begin, unite two regions,
score their borders again. `scoring` gives a border its score, from the values that `features` computes, and `queue`
keeps the borders in the order of their scores. `state` has the arrays that all of them share.
"""
