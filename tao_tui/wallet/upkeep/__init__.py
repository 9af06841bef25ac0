"""Care for the wallets there are: changed, mended, backed up, printed, put away."""
