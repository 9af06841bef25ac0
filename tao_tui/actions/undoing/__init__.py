"""What would undo what was done."""
