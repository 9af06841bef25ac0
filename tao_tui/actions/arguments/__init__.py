"""What a person typed, read into typed values, and written as a command again."""
