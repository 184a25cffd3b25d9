"""Orders as people place them and hosts keep them: rows, states, turns, deletion."""
