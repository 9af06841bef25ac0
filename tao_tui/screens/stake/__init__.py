"""What Stake opens and keeps: validators, locks, and what stands until it is changed."""
