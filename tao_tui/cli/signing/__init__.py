"""Who acts, what opens the key, and what is shown before it signs."""
