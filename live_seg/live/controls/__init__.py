"""What keys, clicks and boxes do in a live session, and what they pick."""
