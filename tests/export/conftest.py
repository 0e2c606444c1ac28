"""What tests of exports share: a server of calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from calendars import SECRET, served_by_radicale

from vetpartner.export.publishing import PASSWORD, USER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from calendars import Radicale


@pytest.fixture
def radicale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Radicale]:
    """Start a server on this computer, and stop it."""
    monkeypatch.setenv(USER, "ana")
    monkeypatch.setenv(PASSWORD, SECRET)
    with served_by_radicale(tmp_path) as found:
        yield found
