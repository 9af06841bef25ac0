"""What a person can see: one file per subject, chain state in, frozen typed results out."""
