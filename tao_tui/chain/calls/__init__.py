"""Calls: composed, encoded, and read back from their bytes."""
