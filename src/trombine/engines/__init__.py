"""What can draw a person. One engine is one folder; each finds its own styles."""
