"""The tasks on keys, from the menu to what is told at the end."""
