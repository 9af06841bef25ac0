"""Who lives in the development worlds, and with which keys."""
