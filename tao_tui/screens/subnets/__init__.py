"""Sheets about subnets: who gives way next, and what a subnet says of itself."""
