"""The node: the pool of waiting extrinsics, the author of blocks, finality."""
