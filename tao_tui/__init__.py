"""tao-tui: wallets, stake, subnets, votes and live scores of Bittensor in a terminal."""

__version__ = "0.1.0"
