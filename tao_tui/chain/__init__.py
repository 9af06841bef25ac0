"""The wire: networks, JSON-RPC, runtime metadata, reads, extrinsics and streams; no keys and no faces."""
