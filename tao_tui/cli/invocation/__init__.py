"""One invocation: its flags and settings, the node it reaches, how it fails."""
