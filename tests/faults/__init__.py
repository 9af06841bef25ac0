"""Submissions over a link that fails in every way, and under processes that are killed at every step."""
