"""What a coldkey owns: TAO, stake, locks, claims, what it cost and what it would bring."""
