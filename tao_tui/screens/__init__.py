"""Screens: each composes widgets, asks the session for data, routes messages; imported when first opened."""
