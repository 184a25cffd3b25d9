"""Where a face is, how it is shaped, and how near two faces are; nothing is ever stored."""
