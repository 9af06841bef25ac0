"""Spending rules: what they say, what a call would spend, what was spent."""
