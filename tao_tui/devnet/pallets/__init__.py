"""The chain's pallets."""
