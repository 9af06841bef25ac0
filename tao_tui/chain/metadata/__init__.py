"""A runtime by its version: announced, downloaded, kept on disk."""
