"""What can be done with what was sent from here: undo it, export it."""
