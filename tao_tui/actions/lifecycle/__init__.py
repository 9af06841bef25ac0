"""The way every action goes: reviewed, agreed to, written down, sent once, followed, settled."""
