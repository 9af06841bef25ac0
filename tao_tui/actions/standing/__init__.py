"""What stays set until it is changed: auto-stake, root claims, child hotkeys and takes."""
