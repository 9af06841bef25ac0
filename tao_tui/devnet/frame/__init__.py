"""What a pallet is: declarations of storage, constants, events, errors and calls, and the runtime made of them."""
