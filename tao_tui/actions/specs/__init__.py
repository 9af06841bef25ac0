"""Every action described for every face: its name, its help, its arguments and its danger."""
