"""Storage and runtime calls, read in one batch at one block."""
