"""Screens: each composes widgets, asks the session for data and routes messages; imported when first opened."""
