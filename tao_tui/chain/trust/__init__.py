"""What a node claims, proved: its chain by the first block, what is signed for by a second node."""
