"""Proposals: made, voted on, closed."""
