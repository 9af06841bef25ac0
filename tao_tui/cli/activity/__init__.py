"""`activity`: what was sent, what was found, and what can be done about it."""
