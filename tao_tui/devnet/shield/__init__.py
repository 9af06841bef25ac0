"""Encrypted extrinsics: the author's ML-KEM-768 key and the envelope users put an extrinsic into."""
