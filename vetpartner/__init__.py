"""Run an Erasmus+ partnership in VET from facts that are typed once.

    import vetpartner as vp

    p = vp.load("examples/green-welding")
    print(vp.check(p))

The names of `__init__.pyi` are imported when they are first used, so that importing stays light.
"""

from __future__ import annotations

from vetpartner.values.lazy import attach
from vetpartner.values.showing import Cards
from vetpartner.version import VERSION

__version__ = VERSION
__getattr__, __dir__, __all__ = attach(__name__, door=True)

Cards.home = f"{__name__}.export.cards"
