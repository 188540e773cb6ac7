"""Picks: what stands out in a view.

What is picked is a set of numbers. If a segmentation has regions, they are ids of regions; otherwise they are labels.
An id need not be in the frame, because its region may have left the frame; a label must exist.
"""

from __future__ import annotations

from live_seg.view.picks.follower import PickFollower
from live_seg.view.picks.masks import NOTHING, Picker, carried, carried_ids, checked_picks, mask_of
from live_seg.view.picks.pick import Pick, PickAt, PickColour, parse_colour, parse_pick

__all__ = [
    "NOTHING",
    "Pick",
    "PickAt",
    "PickColour",
    "PickFollower",
    "Picker",
    "carried",
    "carried_ids",
    "checked_picks",
    "mask_of",
    "parse_colour",
    "parse_pick",
]
