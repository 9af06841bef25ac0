"""Tables drawn line by line: of rows that are objects, and of a subnet's neurons."""
