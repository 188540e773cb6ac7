"""How fast live_seg is on this machine, compared with a copy of the frame and with other programs."""
