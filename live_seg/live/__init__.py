"""Live sessions: a source segmented while it happens, in a window or without one."""
