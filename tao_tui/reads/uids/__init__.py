"""Uids: who holds which, and who gives way when one is wanted or the subnet gets smaller."""
