"""What other packages bring, by the groups of entry points they announce it in."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from trombine.errors import InstallationBroken, TrombineError


@dataclass(frozen=True, slots=True)
class Plugin:
    """A function of another package that opens what the package brings."""

    name: str
    package: str
    opening: Callable[..., object]

    def open(self, *given: object) -> object:
        """Return what it opens.

        Raises
        ------
        InstallationBroken
            ``plugin_broken``: it raised what is none of our errors, which it may raise.
        """
        try:
            return self.opening(*given)
        except TrombineError:
            raise
        except Exception as fault:  # whatever somebody else's code raises
            raise self.broken() from fault

    def broken(self) -> InstallationBroken:
        """Return the fault that names it."""
        return InstallationBroken("plugin_broken", name=self.name, package=self.package)


def list_plugins(group: str) -> frozenset[str]:
    """Return the names announced in a group; nothing is loaded."""
    return frozenset(entry_points(group=group).names)


def load_plugins(group: str, *, taken: tuple[str, ...] = ()) -> dict[str, Plugin]:
    """Return everything announced in a group by its name, sorted.

    Raises
    ------
    InstallationBroken
        ``plugin_name_taken`` where two have one name, or one of ours; ``plugin_broken`` where one
        cannot be loaded or is no function: nothing broken is passed over.
    """
    found: dict[str, Plugin] = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        if point.name in found or point.name in taken:
            raise InstallationBroken("plugin_name_taken", name=point.name, group=group)
        loaded = load_entry_point(point, code="plugin_broken")
        if not callable(loaded):
            package = name_package(point)
            raise InstallationBroken("plugin_broken", name=point.name, package=package)
        found[point.name] = Plugin(point.name, name_package(point), loaded)
    return found


def load_entry_point(point: EntryPoint, *, code: str) -> object:
    """Return what an entry point stands for.

    Raises
    ------
    InstallationBroken
        With this code, where it cannot be loaded.
    """
    try:
        loaded: object = point.load()
    except Exception as fault:  # whatever somebody else's module raises
        raise InstallationBroken(code, name=point.name, package=name_package(point)) from fault
    return loaded


def name_package(point: EntryPoint) -> str:
    """Return what the package of an entry point is called."""
    return point.dist.name if point.dist else point.module
