"""Sheets that belong to no one place: a text, a line to type, a list to choose from."""
