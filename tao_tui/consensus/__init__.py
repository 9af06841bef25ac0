"""Yuma consensus: the arithmetic of an epoch, when it runs, and why a score is what it is."""
