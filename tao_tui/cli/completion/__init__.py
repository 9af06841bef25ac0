"""Tab completion: what a shell is taught, and what it is answered."""
