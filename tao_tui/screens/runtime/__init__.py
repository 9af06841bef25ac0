"""Everything the connected runtime has, to look at."""
