"""The pallet's calls, declared by subject."""
