"""One file, one pose: every module here that exports ``POSE`` is found by itself."""
