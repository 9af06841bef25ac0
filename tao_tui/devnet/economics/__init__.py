"""The chain's money arithmetic as pure integer functions: pools, share pools, emission and prices."""
