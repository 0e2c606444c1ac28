"""What a project sets for its pages and for the reading of documents, typed as settings."""

from __future__ import annotations

import re

from attrs import field

from vetpartner.model.links import called
from vetpartner.values.typed import frozen

HIGHEST = 100
"""How many millimetres a logo is high at most: a third of a page."""
_FORMS = {
    "colour": (re.compile(r"#[0-9a-fA-F]{6}"), 'colour = "#0b3d91"'),
    "font": (re.compile(r"[\w .\-]{1,60}"), 'font = "Source Sans 3"'),
}
"""What a setting looks like whose text goes into a style, and an example."""


def _like(_: object, attribute: object, text: str | None) -> None:
    name = getattr(attribute, "name", "")
    form, example = _FORMS[name]
    if text is not None and not form.fullmatch(str(text)):
        raise ValueError(f"{name} is not as in {example}")


def _possible_height(_: object, __: object, height: int) -> None:
    if not 0 < height <= HIGHEST:
        raise ValueError(f"logo_height is a whole number of millimetres up to {HIGHEST}")


@frozen(kw_only=True)
class LookSettings:
    """How pages look: the colour of headings, the font of all text, and a logo at the top.

    `logo` is a picture in the folder `templates/` of the project, `logo_alt` what it shows, and
    `logo_height` its height in millimetres.
    """

    colour: str | None = field(default=None, validator=_like)
    font: str | None = field(default=None, validator=_like)
    logo: str | None = None
    logo_alt: str = called("What the logo shows", "Logo")
    logo_height: int = called(
        "Height of the logo (mm)", field(default=16, validator=_possible_height)
    )


@frozen(kw_only=True)
class LintSettings:
    """Words that are right in documents although the plan does not have them.

    `words` are names of other projects and organisations, or of people, that documents may speak
    of; capitals and accents do not matter.
    """

    words: tuple[str, ...] = ()
