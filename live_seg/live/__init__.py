"""Live sessions: a source segmented in real time, in a window or without one."""
