"""Alerts: what to watch for in live scores, when it has come true, and the command that is then run."""
