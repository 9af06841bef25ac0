"""QR codes on a terminal or paper, and long texts as a series of them."""
