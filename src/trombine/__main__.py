"""``python -m trombine``."""

from trombine.cli import main

if __name__ == "__main__":
    main()
