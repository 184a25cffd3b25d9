"""One file, one garment, as ``GARMENT``; those there are come from other packages."""
