"""What all props share: where a head is in space, solids about it, and how they are drawn on it."""
