"""Stake bought, sold, moved and given, each trade held to a limit price."""
