"""The pallet's storage items, declared by subject."""
