"""`stake`: what it shows; what it does comes from the action registry."""
