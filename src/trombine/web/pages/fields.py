"""The fields of small forms, read before a page's function is called."""

from typing import Annotated, TypeAlias

from fastapi import Depends, Request

from trombine.web.forms import read_form


class FormFields(list[tuple[str, str]]):
    """Names and values in their order; a name may come more than once."""

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a name."""
        return next((value for key, value in self if key == name), default)

    def every(self, name: str) -> list[str]:
        """Return all values of a name."""
        return [value for key, value in self if key == name]

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        """Return a number within its bounds; the default for what is none."""
        try:
            return min(max(float(self.first(name)), low), high)
        except ValueError:
            return default


async def read_fields(request: Request) -> FormFields:
    """Return the fields of a form that are no files.

    Raises
    ------
    InputRefused
        ``form_malformed``.
    """
    content_type = request.headers.get("content-type", "")
    parts = read_form(content_type, request.stream())
    return FormFields([(part.name, await part.text()) async for part in parts if not part.is_file])


Fields: TypeAlias = Annotated[FormFields, Depends(read_fields)]
