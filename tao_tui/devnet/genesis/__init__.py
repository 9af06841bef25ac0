"""Worlds to start a chain from."""
