"""Widgets: each shows the data it is given and knows nothing of chain or wallet."""
