"""Keys on disk: the folder, the keyfiles and every form they come in."""
