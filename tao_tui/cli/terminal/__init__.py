"""What a person reads and types: standard output, standard error, layout, prompts, codes."""
