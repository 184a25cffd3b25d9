"""Encrypted pictures, the keys of photos, and how both are destroyed."""
