"""Extrinsics: priced, signed, sent once, followed, found again."""
