"""Subnets joined, created and run."""
