"""In whose name an action is done: one's own, another's as a proxy, or one shared by signatories."""
