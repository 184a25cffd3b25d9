"""One file, one world: every module here that exports ``WORLD`` is found by itself."""
