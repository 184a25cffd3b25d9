"""What the built package has besides its code: a README for an index, and the documentation.

A link of the README leads to a file beside it, which an index does not have. Where the project has
a home it is made to lead there; where it has none, the words stay and say how the page is read.
"""

import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

IMAGE = re.compile(r"!\[([^]]*)\]\((?!https?:)([^)]+)\)")
LINK = re.compile(r"(?<!!)\[([^]]*)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)")
PAGE = re.compile(r"docs/([\w-]+)\.md|(PRIVACY|SECURITY)\.md")
BESIDE = ("PRIVACY.md", "SECURITY.md")
"""Pages that are shipped and do not lie among the others."""


class ReadmeHook(MetadataHookInterface):
    """Gives the package its README and, where there is a home, the addresses of the project."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the fields that the project file calls dynamic."""
        home = str(self.config.get("home", "")).rstrip("/")
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": for_index(text, home)}
        metadata["urls"] = urls_of(home)


class DocumentationHook(BuildHookInterface[Any]):
    """Ships the pages, for ``trombine docs``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files; who installs a checkout reads them there."""
        if version == "editable":
            return
        root = Path(self.root)
        beside = [root / name for name in BESIDE]
        taken = {page.name.lower() for page in beside}
        pages = [page for page in (root / "docs").glob("*.md") if page.name not in taken]
        for page in [*pages, *beside]:
            build_data["force_include"][str(page)] = f"trombine/docs/{page.name}"


def for_index(readme: str, home: str) -> str:
    """Return the README with links that lead somewhere wherever it is read."""
    if home:
        readme = IMAGE.sub(rf"![\1]({home}/raw/HEAD/\2)", readme)
        return LINK.sub(rf"[\1]({home}/blob/HEAD/\2\3)", readme)
    return LINK.sub(_in_words, IMAGE.sub(r"*\1*", readme))


def urls_of(home: str) -> dict[str, str]:
    """Return the addresses an index shows beside the package."""
    if not home:
        return {}
    return {
        "Source": home,
        "Documentation": f"{home}/tree/HEAD/docs",
        "Changelog": f"{home}/blob/HEAD/CHANGELOG.md",
        "Issues": f"{home}/issues",
    }


def _in_words(link: "re.Match[str]") -> str:
    """Return the words of a link, and how its page is read where it is shipped."""
    page = PAGE.fullmatch(link[2])
    name = (page[1] or page[2].lower()) if page else ""
    return f"{link[1]} (`trombine docs {name}`)" if name else link[1]
