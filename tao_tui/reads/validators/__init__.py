"""Whom one can stake to: what they keep, what their stakers earn, whose stake they vote with."""
