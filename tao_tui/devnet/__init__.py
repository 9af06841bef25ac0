"""The embedded development node: a subtensor in Python that speaks the real wire protocol."""
