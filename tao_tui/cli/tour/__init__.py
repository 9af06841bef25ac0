"""The text tour: the whole program once through, on an embedded node, every step confirmed on chain."""
