"""Processes that hold a decrypted key: started, confined, asked over a pipe or a socket, ended."""
