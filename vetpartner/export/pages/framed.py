"""A page inside another page: how reports and papers show themselves in a notebook."""

from __future__ import annotations

from html import escape


def framed(page: str, title: str) -> str:
    """Return an HTML page as a frame of 600 pixels height, which cannot touch what is around it."""
    return (
        f'<iframe srcdoc="{escape(page)}" title="{escape(title)}" sandbox="allow-scripts" '
        'style="width: 100%; height: 600px; border: 1px solid #bbb"></iframe>'
    )
