"""What Trombine talks about, as frozen dataclasses; nothing here computes pixels."""
