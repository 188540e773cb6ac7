"""What can go wrong, as one tree.

    LiveSegError                 anything that live_seg refuses or cannot do
    ├── ConfigError              a setting or an argument is wrong (also a ValueError)
    ├── SourceError              frames cannot be had
    │   └── FrameError           an array that is not a frame (also a ValueError)
    ├── SinkError                results cannot be written
    └── DisplayError             there is no screen to show a window on

Each message is one line: what, where, what was expected and found, what to do about it.
"""


class LiveSegError(Exception):
    """Root of every error that live_seg raises on purpose."""


class ConfigError(LiveSegError, ValueError):
    """A setting or argument outside what is allowed; the message names field, value and limits."""


class SourceError(LiveSegError):
    """A camera, file or stream that gives no frames."""


class FrameError(SourceError, ValueError):
    """An array whose dtype or shape is not that of a frame."""


class SinkError(LiveSegError):
    """An output that cannot be opened, written or finished."""


class DisplayError(LiveSegError):
    """A window was asked for where no display can be reached."""
