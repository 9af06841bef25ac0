"""Plain words for the chain's errors, pallet by pallet."""
