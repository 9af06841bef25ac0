"""What is owned, over time and in words."""
