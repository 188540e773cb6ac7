"""How fast live_seg is on this machine, beside a copy of the frame and beside other programs."""
