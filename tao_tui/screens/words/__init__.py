"""What things are called and how they read, as lines of a place or a sheet."""
