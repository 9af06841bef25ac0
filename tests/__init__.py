"""The tests of tao-tui, room by room."""
