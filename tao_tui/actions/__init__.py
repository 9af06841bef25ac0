"""What a person can do: one file per subject, one registry that drives every face."""
