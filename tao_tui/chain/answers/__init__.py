"""What a node's JSON says, read strictly: hex, hashes, headers, bodies, storage values."""
