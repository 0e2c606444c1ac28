"""What the tests of portfolios share: invented projects, a key, and a portfolio of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from asked import COUNT, DAY, KEY
from bench.many import write_many

import vetpartner as vp

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write invented projects; nobody changes them."""
    folder = tmp_path_factory.mktemp("many")
    write_many(folder, COUNT)
    return folder


@pytest.fixture(scope="session")
def found(many: Path) -> vp.Portfolio:
    """Look at all of them at once, in this process."""
    return vp.portfolio([many], on=DAY, key=KEY)
