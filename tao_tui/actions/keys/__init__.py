"""Who may act: keys swapped, proxies, multisigs."""
