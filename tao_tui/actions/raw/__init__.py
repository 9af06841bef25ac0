"""Calls of the runtime as they are, for what no action has words for."""
