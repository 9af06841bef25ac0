"""What blocks already made did to the accounts of a person."""
