"""What a project tells the reading of partners' documents, typed as settings."""

from __future__ import annotations

from vetpartner.values.typed import frozen


@frozen(kw_only=True)
class LintSettings:
    """Words that are right in documents although the plan does not have them.

    `words` are names of other projects and organisations, or of people, that documents may speak
    of; capitals and accents do not matter.
    """

    words: tuple[str, ...] = ()
