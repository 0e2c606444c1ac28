"""Names of a package that are imported when they are first used, listed once: in its stub file."""

from __future__ import annotations

import sys
from importlib import import_module
from types import FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def attach(
    package: str, *, door: bool = False
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return `__getattr__`, `__dir__` and `__all__` of a package with a stub `__init__.pyi`.

    Each line `from HOME import NAME as NAME` of the stub is a name and where it is defined.
    With `door` functions are `checked`: they refuse arguments of a wrong type by name.
    Nothing is imported here; reading the stub costs a tenth of a millisecond.
    """
    module: Any = sys.modules[package]
    homes = _homes(module)

    def get(name: str) -> Any:  # noqa: ANN401 - functions and classes
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        if door and isinstance(value, FunctionType):
            from vetpartner.values.typed import checked

            value = checked(value, get)
        setattr(module, name, value)  # the next time Python finds it without asking here
        return value

    return get, lambda: sorted({*vars(module), *homes}), sorted(homes)


def _homes(module: Any) -> dict[str, str]:  # noqa: ANN401 - of the module only what every package has
    """Return the names that the stub of a package lists, each with the module that defines it."""
    stub = f"{module.__path__[0]}/__init__.pyi"
    # The loader reads it out of a zip file too.
    text: str = module.__loader__.get_data(stub).decode()
    lines = (line.split() for line in text.splitlines() if line.startswith("from "))
    return {words[-1]: words[1] for words in lines}
