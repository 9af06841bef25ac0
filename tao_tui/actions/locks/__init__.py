"""Locks of staked alpha: made, changed, and what a gift does to them."""
