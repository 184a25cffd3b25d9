"""The embedded engine: paints over a photo on any CPU; no downloads, no GPU."""
