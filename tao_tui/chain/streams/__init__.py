"""What a chain tells by itself: new heads, changes of storage, upgrades."""
