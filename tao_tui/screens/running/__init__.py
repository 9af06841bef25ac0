"""How the app runs: its looks and timers, what it says by itself, how it ends."""
