"""Packs: one file each, found by themselves. Each exports ``PACK``."""
