"""One run of the app behind its screens: connection, account, key, what was read and is remembered."""
