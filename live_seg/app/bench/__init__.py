"""The bench: figures of the user's own videos and of the user's own machine."""
