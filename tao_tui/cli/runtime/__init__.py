"""`query` and `call`: anything the connected runtime has."""
