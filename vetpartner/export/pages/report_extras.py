"""Packages that only some formats need."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class MissingExtra(ImportError):
    """A format needs a package that is not installed; the message says how to get it."""


def needed(module: str, extra: str, what: str) -> Any:  # noqa: ANN401 - a module
    """Import a module that belongs to an extra, or raise `MissingExtra`."""
    try:
        return import_module(module)
    except ImportError as error:
        msg = f'{what} needs the {extra!r} extra: pip install "vetpartner[{extra}]" ({error})'
        raise MissingExtra(msg) from error
    except OSError as error:
        msg = f"{what} needs a library of the system that {module} does not find: {error}"
        raise MissingExtra(msg) from error
