"""Pallets declared in Python (storage, constants, events, errors, calls) and the runtime made of them."""
