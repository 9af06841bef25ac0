"""`scores`: once, live, explained, audited, or as they were."""
