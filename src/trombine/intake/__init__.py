"""The door: which photos may be used, and why not the others."""
