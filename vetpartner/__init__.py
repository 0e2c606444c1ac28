"""Run an Erasmus+ partnership in VET from facts that are typed once.

    import vetpartner as vp

    p = vp.load("examples/green-welding")
    print(vp.check(p))

The names below are imported when they are first used, so that importing stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vetpartner.version import VERSION

if TYPE_CHECKING:
    from vetpartner.checks import Finding, Findings, Severity, check, explain
    from vetpartner.export.attendance_list import attendance_list
    from vetpartner.export.budget import budget
    from vetpartner.export.calendar import calendar
    from vetpartner.export.certificates import certificates
    from vetpartner.export.charts import Chart, chart
    from vetpartner.export.feeds import Feed, feeds
    from vetpartner.export.frames import frame
    from vetpartner.export.gantt import Gantt, gantt
    from vetpartner.export.papers import paper
    from vetpartner.export.paste_pack import paste_pack
    from vetpartner.export.planner import planner
    from vetpartner.export.report import Report, report
    from vetpartner.export.report_scaffold import scaffold
    from vetpartner.files import InvalidProject, Reading, load, read, save
    from vetpartner.files.sealed import open_seal
    from vetpartner.files.sealing import seal
    from vetpartner.model import Money, Partnership, Plan, ProjectMonth, Share, When
    from vetpartner.model.distributing import distribute
    from vetpartner.programme import Rules, UnknownCall, rules
    from vetpartner.views.compare import Change, compare
    from vetpartner.views.converting import Converted, convert
    from vetpartner.views.cost_lines import Costs
    from vetpartner.views.costs import costs
    from vetpartner.views.date_choices import FreeDays
    from vetpartner.views.erasing import erase
    from vetpartner.views.figures import Figure, explain_figure
    from vetpartner.views.forecast import Forecast, forecast
    from vetpartner.views.free_days import free_days
    from vetpartner.views.gaps import Gap, gaps
    from vetpartner.views.inclusion import Inclusion, inclusion
    from vetpartner.views.moving import Moved, move
    from vetpartner.views.partner_ledger import PartnerLedger, ledger
    from vetpartner.views.privacy import PrivacyRegister, privacy
    from vetpartner.views.proposing import Proposal, propose
    from vetpartner.views.public import public
    from vetpartner.views.reconciling import Reconciliation, reconcile
    from vetpartner.views.status import Status, status
    from vetpartner.views.transfers import Transfers, transfers
    from vetpartner.views.unit_costs import UnitLine, unit_cost
    from vetpartner.views.withdrawing import Withdrawal, withdraw

__version__ = VERSION

_HOMES = {
    "Change": "views.compare",
    "Chart": "export.charts",
    "Feed": "export.feeds",
    "Figure": "views.figures",
    "Converted": "views.converting",
    "Costs": "views.cost_lines",
    "Finding": "checks",
    "Findings": "checks",
    "Forecast": "views.forecast",
    "FreeDays": "views.date_choices",
    "Gantt": "export.gantt",
    "Gap": "views.gaps",
    "Inclusion": "views.inclusion",
    "InvalidProject": "files",
    "Money": "model",
    "Moved": "views.moving",
    "PartnerLedger": "views.partner_ledger",
    "Partnership": "model",
    "Plan": "model",
    "ProjectMonth": "model",
    "Proposal": "views.proposing",
    "Reading": "files",
    "Reconciliation": "views.reconciling",
    "Report": "export.report",
    "PrivacyRegister": "views.privacy",
    "Rules": "programme",
    "Severity": "checks",
    "Share": "model",
    "Status": "views.status",
    "Transfers": "views.transfers",
    "UnitLine": "views.unit_costs",
    "UnknownCall": "programme",
    "When": "model",
    "Withdrawal": "views.withdrawing",
    "attendance_list": "export.attendance_list",
    "budget": "export.budget",
    "calendar": "export.calendar",
    "certificates": "export.certificates",
    "chart": "export.charts",
    "check": "checks",
    "compare": "views.compare",
    "distribute": "model.distributing",
    "convert": "views.converting",
    "costs": "views.costs",
    "erase": "views.erasing",
    "explain": "checks",
    "feeds": "export.feeds",
    "explain_figure": "views.figures",
    "forecast": "views.forecast",
    "frame": "export.frames",
    "free_days": "views.free_days",
    "gantt": "export.gantt",
    "gaps": "views.gaps",
    "inclusion": "views.inclusion",
    "ledger": "views.partner_ledger",
    "load": "files",
    "move": "views.moving",
    "open_seal": "files.sealed",
    "paper": "export.papers",
    "paste_pack": "export.paste_pack",
    "planner": "export.planner",
    "privacy": "views.privacy",
    "propose": "views.proposing",
    "public": "views.public",
    "read": "files",
    "reconcile": "views.reconciling",
    "report": "export.report",
    "rules": "programme",
    "save": "files",
    "scaffold": "export.report_scaffold",
    "seal": "files.sealing",
    "status": "views.status",
    "transfers": "views.transfers",
    "withdraw": "views.withdrawing",
    "unit_cost": "views.unit_costs",
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


def __getattr__(name: str) -> Any:  # noqa: ANN401 - functions and classes
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
