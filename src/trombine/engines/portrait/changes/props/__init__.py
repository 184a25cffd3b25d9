"""One file, one prop, as ``PROP``; those there are come from other packages."""
