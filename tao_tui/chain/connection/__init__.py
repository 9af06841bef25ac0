"""One verified connection, kept through outages and over several endpoints."""
