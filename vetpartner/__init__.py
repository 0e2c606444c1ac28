"""Run an Erasmus+ partnership in VET from facts that are typed once.

    import vetpartner as vp

    p = vp.load("examples/green-welding")
    print(vp.check(p))

The names below are imported when they are first used, so that importing stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vetpartner.showing import Cards
from vetpartner.version import VERSION

if TYPE_CHECKING:
    from vetpartner.checks import Finding, Findings, Severity, check, explain
    from vetpartner.export.calendars.calendar import calendar
    from vetpartner.export.calendars.feeds import Feed, feeds
    from vetpartner.export.charts.charts import Chart, chart
    from vetpartner.export.charts.frames import frame
    from vetpartner.export.charts.gantt import Gantt, gantt
    from vetpartner.export.charts.planner import planner
    from vetpartner.export.papers.attendance_list import attendance_list
    from vetpartner.export.papers.certificates import certificates
    from vetpartner.export.papers.papers import paper
    from vetpartner.export.reports.paste_pack import paste_pack
    from vetpartner.export.reports.report import Report, report
    from vetpartner.export.reports.report_scaffold import scaffold
    from vetpartner.export.workbooks.budget import budget
    from vetpartner.files import InvalidProject, Reading, load, read, save
    from vetpartner.files.seals.sealed import open_seal
    from vetpartner.files.seals.sealing import seal
    from vetpartner.model import Money, Partnership, Plan, ProjectMonth, Share, When
    from vetpartner.model.distributing import distribute
    from vetpartner.programme import Rules, UnknownCall, rules
    from vetpartner.views.compare import Change, compare
    from vetpartner.views.dates.date_choices import FreeDays
    from vetpartner.views.dates.free_days import free_days
    from vetpartner.views.dates.moving import Moved, move
    from vetpartner.views.finance.converting import Converted, convert
    from vetpartner.views.finance.cost_lines import Costs
    from vetpartner.views.finance.costs import costs
    from vetpartner.views.finance.forecast import Forecast, forecast
    from vetpartner.views.finance.partner_ledger import PartnerLedger, ledger
    from vetpartner.views.finance.proposing import Proposal, propose
    from vetpartner.views.finance.transfers import Transfers, transfers
    from vetpartner.views.finance.unit_costs import UnitLine, unit_cost
    from vetpartner.views.finance.withdrawing import Withdrawal, withdraw
    from vetpartner.views.overview.status import Status, status
    from vetpartner.views.people.erasing import erase
    from vetpartner.views.people.inclusion import Inclusion, inclusion
    from vetpartner.views.people.privacy import PrivacyRegister, privacy
    from vetpartner.views.people.public import public
    from vetpartner.views.people.reconciling import Reconciliation, reconcile
    from vetpartner.views.reports.figures import Figure, explain_figure
    from vetpartner.views.reports.gaps import Gap, gaps

__version__ = VERSION

_HOMES = {
    "Change": "views.compare",
    "Chart": "export.charts.charts",
    "Feed": "export.calendars.feeds",
    "Figure": "views.reports.figures",
    "Converted": "views.finance.converting",
    "Costs": "views.finance.cost_lines",
    "Finding": "checks",
    "Findings": "checks",
    "Forecast": "views.finance.forecast",
    "FreeDays": "views.dates.date_choices",
    "Gantt": "export.charts.gantt",
    "Gap": "views.reports.gaps",
    "Inclusion": "views.people.inclusion",
    "InvalidProject": "files",
    "Money": "model",
    "Moved": "views.dates.moving",
    "PartnerLedger": "views.finance.partner_ledger",
    "Partnership": "model",
    "Plan": "model",
    "ProjectMonth": "model",
    "Proposal": "views.finance.proposing",
    "Reading": "files",
    "Reconciliation": "views.people.reconciling",
    "Report": "export.reports.report",
    "PrivacyRegister": "views.people.privacy",
    "Rules": "programme",
    "Severity": "checks",
    "Share": "model",
    "Status": "views.overview.status",
    "Transfers": "views.finance.transfers",
    "UnitLine": "views.finance.unit_costs",
    "UnknownCall": "programme",
    "When": "model",
    "Withdrawal": "views.finance.withdrawing",
    "attendance_list": "export.papers.attendance_list",
    "budget": "export.workbooks.budget",
    "calendar": "export.calendars.calendar",
    "certificates": "export.papers.certificates",
    "chart": "export.charts.charts",
    "check": "checks",
    "compare": "views.compare",
    "distribute": "model.distributing",
    "convert": "views.finance.converting",
    "costs": "views.finance.costs",
    "erase": "views.people.erasing",
    "explain": "checks",
    "feeds": "export.calendars.feeds",
    "explain_figure": "views.reports.figures",
    "forecast": "views.finance.forecast",
    "frame": "export.charts.frames",
    "free_days": "views.dates.free_days",
    "gantt": "export.charts.gantt",
    "gaps": "views.reports.gaps",
    "inclusion": "views.people.inclusion",
    "ledger": "views.finance.partner_ledger",
    "load": "files",
    "move": "views.dates.moving",
    "open_seal": "files.seals.sealed",
    "paper": "export.papers.papers",
    "paste_pack": "export.reports.paste_pack",
    "planner": "export.charts.planner",
    "privacy": "views.people.privacy",
    "propose": "views.finance.proposing",
    "public": "views.people.public",
    "read": "files",
    "reconcile": "views.people.reconciling",
    "report": "export.reports.report",
    "rules": "programme",
    "save": "files",
    "scaffold": "export.reports.report_scaffold",
    "seal": "files.seals.sealing",
    "status": "views.overview.status",
    "transfers": "views.finance.transfers",
    "withdraw": "views.finance.withdrawing",
    "unit_cost": "views.finance.unit_costs",
}

__all__ = [
    "Change",
    "Chart",
    "Converted",
    "Costs",
    "Feed",
    "Figure",
    "Finding",
    "Findings",
    "Forecast",
    "FreeDays",
    "Gantt",
    "Gap",
    "Inclusion",
    "InvalidProject",
    "Money",
    "Moved",
    "PartnerLedger",
    "Partnership",
    "Plan",
    "PrivacyRegister",
    "ProjectMonth",
    "Proposal",
    "Reading",
    "Reconciliation",
    "Report",
    "Rules",
    "Severity",
    "Share",
    "Status",
    "Transfers",
    "UnitLine",
    "UnknownCall",
    "When",
    "Withdrawal",
    "attendance_list",
    "budget",
    "calendar",
    "certificates",
    "chart",
    "check",
    "compare",
    "convert",
    "costs",
    "distribute",
    "erase",
    "explain",
    "explain_figure",
    "feeds",
    "forecast",
    "frame",
    "free_days",
    "gantt",
    "gaps",
    "inclusion",
    "ledger",
    "load",
    "move",
    "open_seal",
    "paper",
    "paste_pack",
    "planner",
    "privacy",
    "propose",
    "public",
    "read",
    "reconcile",
    "report",
    "rules",
    "save",
    "scaffold",
    "seal",
    "status",
    "transfers",
    "unit_cost",
    "withdraw",
]

Cards.home = f"{__name__}.export.charts.cards"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - functions and classes
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
