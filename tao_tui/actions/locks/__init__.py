"""Locks of staked alpha: made and changed."""
