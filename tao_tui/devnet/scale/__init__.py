"""SCALE, the chain's binary format: type descriptors made from Python annotations."""
