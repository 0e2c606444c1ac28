"""What people call a field: the head of its column in a workbook, and a line of help.

Both are said where the field is declared. They are English, and the message ids of the catalogues.
"""

from __future__ import annotations

from typing import Any

import attrs

HEAD, HELP = "head", "help"
"""Metadata of a field: what people call it, and one line about how it is filled in."""


def called(
    head: str,
    field: Any = None,  # noqa: ANN401 - a default, or what stands where attrs.field stands
    *,
    help: str = "",  # noqa: A002 - as a reader knows it
) -> Any:  # noqa: ANN401 - stands where attrs.field stands
    """Declare a field with what people call it: `called("Led by", link("organisations"))`.

    `field` is another declaration, or the default alone; `help` says in a line what to write.
    """
    made = field if hasattr(field, "metadata") else attrs.field(default=field)
    made.metadata = {**made.metadata, HEAD: head, HELP: help}
    return made


def head_of(cls: type[Any], name: str) -> str:
    """Return what people call a field of a class; its name in words where it says no other."""
    said: str | None = attrs.fields_dict(cls)[name].metadata.get(HEAD)
    return said or name.replace("_", " ").capitalize()


def help_of(cls: type[Any], name: str) -> str:
    """Return the line of help of a field, empty where the kind of its value says all."""
    return str(attrs.fields_dict(cls)[name].metadata.get(HELP, ""))
