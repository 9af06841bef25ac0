"""What a review warns of and refuses, in words every action shares."""
