"""What the wire and the key process both read of metadata and SCALE: strictly, and without the codec."""
