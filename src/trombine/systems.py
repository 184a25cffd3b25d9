"""Which systems this runs on.

Photos are decoded by a process that Linux locks in, and drawing processes are ended by Linux when
their parent dies. Elsewhere neither can be promised, so nothing is begun.
"""

import sys

from trombine.errors import InstallationBroken

SUPPORTED = "linux"
NAMES = {"win32": "Windows", "cygwin": "Windows", "darwin": "macOS"}
"""What people call what Python calls otherwise."""


def require_system() -> None:
    """Refuse to start where photos could not be kept safe.

    Raises
    ------
    InstallationBroken
        ``system_unsupported``.
    """
    if sys.platform != SUPPORTED:
        name = NAMES.get(sys.platform, sys.platform)
        raise InstallationBroken("system_unsupported", system=name)
