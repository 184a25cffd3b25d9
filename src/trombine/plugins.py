"""What other packages bring, by the groups of entry points they announce it in."""

from importlib.metadata import EntryPoint, entry_points

from trombine.errors import InstallationBroken


def load_plugins(group: str, *, taken: tuple[str, ...] = ()) -> dict[str, object]:
    """Return everything announced in a group by its name, sorted.

    Raises
    ------
    InstallationBroken
        ``plugin_name_taken`` where two have one name, or one of ours; ``plugin_broken`` where one
        cannot be loaded: nothing broken is passed over.
    """
    found: dict[str, object] = {}
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        if point.name in found or point.name in taken:
            raise InstallationBroken("plugin_name_taken", name=point.name, group=group)
        found[point.name] = _load(point)
    return found


def _load(point: EntryPoint) -> object:
    try:
        loaded: object = point.load()
    except Exception as fault:  # whatever somebody else's module raises
        package = point.dist.name if point.dist else point.module
        raise InstallationBroken("plugin_broken", name=point.name, package=package) from fault
    return loaded
