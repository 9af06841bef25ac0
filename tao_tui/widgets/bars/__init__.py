"""The single lines around a place: header, banner, filter, hints, status."""
