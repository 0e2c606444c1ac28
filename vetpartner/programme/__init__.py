"""The rules of each call as data: every value with its source and how sure we are of it."""

from vetpartner.programme.citation import CONFIDENCE_MEANS, Citation, Confidence, OtherReading
from vetpartner.programme.countries import (
    CountryStatus,
    country,
    country_name,
    country_status,
    eu_code,
)
from vetpartner.programme.describing import Difference, describe, differences
from vetpartner.programme.labels import FACTS, GROUPS
from vetpartner.programme.law import Rules, UnknownRule
from vetpartner.programme.own import override_problems, rules_for
from vetpartner.programme.pages import page
from vetpartner.programme.reading import RulesProblem, RulesReading, read_rules
from vetpartner.programme.shipped import BrokenRules, UnknownCall, calls, rules
from vetpartner.programme.values import (
    ActivityKind,
    Aspect,
    Band,
    Country,
    Criterion,
    Deadline,
    NationalAgency,
    Pattern,
    Priority,
    Region,
    Seat,
    StartWindow,
    Term,
    ThirdCountry,
    UnitCost,
)

__all__ = [
    "CONFIDENCE_MEANS",
    "FACTS",
    "GROUPS",
    "ActivityKind",
    "Aspect",
    "Band",
    "BrokenRules",
    "Citation",
    "Confidence",
    "Country",
    "CountryStatus",
    "Criterion",
    "Deadline",
    "Difference",
    "NationalAgency",
    "OtherReading",
    "Pattern",
    "Priority",
    "Region",
    "Rules",
    "RulesProblem",
    "RulesReading",
    "Seat",
    "StartWindow",
    "Term",
    "ThirdCountry",
    "UnitCost",
    "UnknownCall",
    "UnknownRule",
    "calls",
    "country",
    "country_name",
    "country_status",
    "describe",
    "differences",
    "eu_code",
    "override_problems",
    "page",
    "read_rules",
    "rules",
    "rules_for",
]
