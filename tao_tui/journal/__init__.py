"""Memory: every extrinsic from before it is sent until its fate is final."""
