"""JSON-RPC 2.0 over WebSocket, as a Substrate node speaks it."""
