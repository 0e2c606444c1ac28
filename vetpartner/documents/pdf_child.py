"""Reads PDF in a process of its own, with limits of memory and time; run by `pdf` only.

It answers with a line for each page, and with one at the end of each file. Asked for it `placed`,
the text of a page is laid out as it is on the page, with spaces between what stands side by side
and empty lines between what stands apart.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from vetpartner.files.bounded_child import Slow, limited, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PageObject, PdfReader

SECONDS = 2
"""How many seconds of work a page may take, and the opening of a file."""
MOST_PAGES, MOST_SLOW = 1_000, 3
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z])")
_FILLED = re.compile(rb"\sf\*?(?=\s)")
_FINE: Any = {"layout_mode_font_height_weight": 0.2}
"""An empty line stands for so much of the height of a letter, so that rows are told from lines."""
_STARS = 10
"""An emblem that is drawn, and no picture, fills at least so many shapes."""
_REMARKS = frozenset(("/Text", "/FreeText", "/Highlight", "/StrikeOut", "/Caret", "/Ink"))
_PROPERTIES = {"/Title": "title", "/Author": "author", "/Subject": "subject",
               "/Keywords": "keywords", "/Company": "company"}  # fmt: skip


def _read(data: bytes, how: str) -> Iterator[dict[str, Any]]:
    try:
        yield from _pages(data, placed=how == "placed")
    except Slow:
        yield {"end": "slow"}
    except MemoryError:
        yield {"end": "memory"}
    except Exception as error:  # noqa: BLE001 - a broken file breaks its reader in any way
        yield {"end": _ended_by(error)}


def _ended_by(error: Exception) -> str:
    from pypdf import errors

    if isinstance(error, errors.FileNotDecryptedError | errors.DependencyError):
        return "encrypted"
    # Earlier versions have no limits of their own; there the one of the process holds.
    limits = getattr(errors, "LimitReachedError", ())
    return "memory" if isinstance(error, limits) else "broken"


def _pages(data: bytes, *, placed: bool) -> Iterator[dict[str, Any]]:
    import io

    from pypdf import PdfReader

    with limited(SECONDS):
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            yield {"end": "encrypted"}
            return
        properties, active, number = _properties(reader), _active(reader, data), len(reader.pages)
    slow = 0
    for n in range(min(number, MOST_PAGES)):
        try:
            with limited(SECONDS):
                page = reader.pages[n]
                yield {"page": n + 1, **_page(page, placed=placed)}
        except Slow:
            slow += 1
            yield {"page": n + 1, "slow": True}
            if slow == MOST_SLOW:
                break
        except (MemoryError, RecursionError):
            yield {"page": n + 1, "slow": True}
        except Exception:  # noqa: BLE001 - the other pages may be whole
            yield {"page": n + 1, "broken": True}
    yield {"end": "", "properties": properties, "active": active, "pages": number}


def _page(page: PageObject, *, placed: bool) -> dict[str, Any]:
    if placed:
        return {"text": page.extract_text(extraction_mode="layout", **_FINE)}
    text = page.extract_text()
    return {"text": text, "images": _images(page), "remarks": _remarks(page)}


def _images(page: PageObject) -> int:
    """Return how many pictures a page shows; a drawing of many shapes is one."""
    found = 0
    with suppress(Exception):
        resources: Any = page["/Resources"]
        parts = resources["/XObject"].get_object()
        kinds = [part.get_object().get("/Subtype") for part in list(parts.values())[:200]]
        found = sum(kind in {"/Image", "/Form"} for kind in kinds)
    if not found:
        with suppress(Exception):
            contents = page.get_contents()
            drawn = contents.get_data() if contents is not None else b""
            found = int(len(_FILLED.findall(drawn)) >= _STARS)
    return found


def _remarks(page: PageObject) -> int:
    with suppress(Exception):
        notes = page.get("/Annots")
        notes = notes.get_object() if notes is not None else ()
        return sum(note.get_object().get("/Subtype") in _REMARKS for note in notes[:1000])
    return 0


def _properties(reader: PdfReader) -> dict[str, str]:
    with suppress(Exception):
        held: Any = reader.metadata or {}
        texts = {name: held.get(key) for key, name in _PROPERTIES.items()}
        return {name: str(text)[:500] for name, text in texts.items() if text}
    return {}


def _active(reader: PdfReader, data: bytes) -> bool:
    """Tell whether a file has what a reader would run, at its beginning or by its names."""
    if _ACTIVE.search(data):
        return True
    with suppress(Exception):
        root: Any = reader.trailer["/Root"].get_object()
        named = root.get("/Names")
        scripts = named is not None and "/JavaScript" in named.get_object()
        opening = root.get("/OpenAction")
        held = opening.get_object() if opening is not None else None
        runs = isinstance(held, dict) and held.get("/S") in {"/JavaScript", "/Launch"}
        return scripts or runs or "/AA" in root
    return False


if __name__ == "__main__":
    serve(_read)
