"""The program: ``trombine`` and ``python -m trombine``.

Imports nothing at the top: workers import this module again, and do not need the command line.
"""


def main() -> None:
    """Start what workers are forked from, then the command line, which takes as long to load."""
    import sys  # noqa: PLC0415

    if sys.argv[1:2] in (["make"], ["web"]) and sys.platform == "linux":
        from trombine.studio.fork_server import start_fork_server  # noqa: PLC0415

        start_fork_server()
    from trombine.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
