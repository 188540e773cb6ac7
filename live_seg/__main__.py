"""`python -m live_seg` is `live-seg`."""

from live_seg.cli import console

if __name__ == "__main__":
    console()
