"""The people of the demo world: what they do after every block, in signed extrinsics through the pool."""
