"""Proposals: what they would do, who made them, how the vote stands."""
