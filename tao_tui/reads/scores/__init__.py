"""Consensus scores: as columns, as they change, explained, audited, kept, recorded and watched."""
