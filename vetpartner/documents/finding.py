"""What is found in documents: where, how sure, and what the plan says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import frozen

from vetpartner.state.claims import ClaimRow
from vetpartner.values.finding import Finding
from vetpartner.values.phrase import bare
from vetpartner.values.table import Column, Table, data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Sure = Literal["certain", "likely", "possible"]
"""How sure a finding is: it cannot be otherwise, few are wrong, somebody should look."""


@frozen(kw_only=True)
class DocumentFinding(Finding):
    """A finding in a document.

    `document` is the path of the file, `page` its page, slide or sheet, empty where it has none;
    `said` are the words in question, `around` the text around them, `record` what plan and facts
    say instead, None where they say nothing. `of` is the id of what it is said of, where that is
    one thing. `sure` is how sure it is.
    """

    document: str
    page: str = ""
    said: str = ""
    around: str = ""
    record: str | None = None
    of: str | None = None
    sure: Sure

    def text(self) -> str:
        """Return the finding for a terminal: the words around it, and the way out below."""
        parts = [str(self)]
        if self.around:
            parts.append(f"    “{self.around}”")
        if self.way_out:
            parts += [f"    way out: {self.way_out}"]
        return "\n".join(parts)


DOCUMENT_FINDINGS = Table(
    name="document_findings",
    about="One row for each finding of `vp.lint`.",
    columns=(
        Column("document", "File", "text", "path of the document", names=True, width=34),
        Column("page", "Page", "text", "page, slide or sheet; empty where a format has none"),
        data(
            "line",
            "count",
            "line or paragraph on it, from 1",
            lambda f: getattr(f.place, "line", None),
        ),
        Column("message", "What", "text", "what was found", width=60),
        Column("around", "Words around it", "text", "the text around the words", width=44),
        Column("record", "The plan says", "text", "what plan and facts say instead", width=30),
        Column("sure", "How sure", "word", "certain, likely or possible"),
        Column("slug", "Rule", "text", "name of the rule"),
        data("said", "text", "the words in question"),
        data("severity", "word", "warning, or note if it is accepted", lambda f: f.severity.value),
        data("address", "text", "what an acceptance names"),
        Column("way_out", "Way out", "text", "what can be done", absent="", width=44, place="data"),
        data("accepted", "text", "reason for which the project accepts it"),
    ),
)


CLAIMED = {
    "document-number-differs": "number",
    "document-date-differs": "date",
    "document-place-differs": "place",
}
"""Findings that are claims of documents, and what they claim."""


def document_claims(findings: Iterable[Finding]) -> Iterator[ClaimRow]:
    """Yield what documents say otherwise than the record, each beside what the record says."""
    for one in findings:
        if not isinstance(one, DocumentFinding) or one.slug not in CLAIMED or one.of is None:
            continue
        page = f", {one.page}" if one.page else ""
        told = ((one.said, bare(f"{one.document}{page}")), (one.record, bare("the record")))
        for number, (value, source) in enumerate(told):
            yield ClaimRow(
                of=one.of,
                field=CLAIMED[one.slug],
                value=value or "",
                source=source,
                place=None if number else one.place,
                address="" if number else one.address,
                known=None,
                state="contradicts",
                counts=bool(number),
                way_out=one.way_out,
            )


@frozen(kw_only=True)
class Found:
    """What a finder finds in a document, before anybody asks whether it is accepted.

    `key` are the words under which it is accepted, where those said stand for several things; for
    the rest see `DocumentFinding`.
    """

    slug: str
    message: str
    said: str
    sure: Sure
    page: str = ""
    line: int = 1
    column: int = 1
    around: str = ""
    record: str | None = None
    way_out: str | None = None
    key: str = ""
    of: str | None = None
