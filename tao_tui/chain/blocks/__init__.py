"""What happened in a block: its extrinsics, its events, and why a call failed."""
