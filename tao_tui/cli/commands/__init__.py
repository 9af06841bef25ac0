"""How commands are made: when they are named, and from the action registry."""
