"""Where pictures are drawn: processes, the pool that looks after them, and what passes."""
