"""Consensus scores: as columns, as they change, explained, audited, kept and recorded."""
