"""Subnets: their markets, parameters, epochs and seats."""
