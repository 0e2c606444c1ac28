"""Pseudonyms by keyed hash: the same text gives the same word, and only the key tells which."""

from __future__ import annotations

import base64
import hmac
import unicodedata

LETTERS = 10


def pseudonym(key: bytes, text: str) -> str:
    """Return ten letters and digits for a text, by HMAC-SHA-256; spelling is normalised before.

    Width, case and spaces make no difference. Raises `ValueError` for an empty key.
    """
    if not key:
        raise ValueError("a pseudonym needs a key")
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    digest = hmac.digest(key, unicodedata.normalize("NFKC", plain).encode(), "sha256")
    return base64.b32encode(digest).decode()[:LETTERS]
