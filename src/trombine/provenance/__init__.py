"""What every picture says about itself: that a machine made it, and how."""
