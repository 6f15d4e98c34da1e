"""How many must have answered before anything of it is shown: nobody can be told from five."""

FEWEST = 5
