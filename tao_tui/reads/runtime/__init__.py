"""What the connected runtime has, by the names of its metadata, and what any of it holds."""
