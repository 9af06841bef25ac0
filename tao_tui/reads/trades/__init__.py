"""What a trade with the pools would bring: prices, quotes, several trades in a row."""
