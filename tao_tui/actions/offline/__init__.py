"""Transactions on their way to a key that is never online and back."""
