"""Values of any type of a runtime, for whoever does not know beforehand what they are."""
