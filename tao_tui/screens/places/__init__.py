"""The eight places of the app, one a file, named as the person names them."""
