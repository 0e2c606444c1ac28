"""Run an Erasmus+ partnership in VET from facts that are typed once.

    import vetpartner as vp

    p = vp.load("examples/green-welding")
    print(vp.check(p))

The names below are imported when they are first used, so that importing stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vetpartner.values.showing import Cards
from vetpartner.version import VERSION

if TYPE_CHECKING:
    from vetpartner.checks import Finding, Findings, Severity, check, explain
    from vetpartner.export.budget import budget
    from vetpartner.export.calendar import calendar
    from vetpartner.export.charts import Chart, chart
    from vetpartner.export.feeds import Feed, feeds
    from vetpartner.export.frames import frame
    from vetpartner.export.gantt import Gantt, gantt
    from vetpartner.export.paper import paper
    from vetpartner.export.paste_pack import paste_pack
    from vetpartner.export.planner import planner
    from vetpartner.export.report import Report, report
    from vetpartner.files import InvalidProject, Reading, load, read, save
    from vetpartner.files.seals.sealing import open_seal, seal
    from vetpartner.model import Money, Partnership, Plan, ProjectMonth, Share, When
    from vetpartner.papers.attendance_list import attendance_list
    from vetpartner.papers.certificates import certificates
    from vetpartner.papers.scaffold import scaffold
    from vetpartner.programme import Rules, UnknownCall, rules
    from vetpartner.state.costs import Costs, costs
    from vetpartner.state.figures import Figure, explain_figure
    from vetpartner.state.gaps import Gap, gaps
    from vetpartner.state.inclusion import Inclusion, inclusion
    from vetpartner.state.ledger import PartnerLedger, ledger
    from vetpartner.state.personal import PrivacyRegister, privacy
    from vetpartner.state.rates import Converted, convert
    from vetpartner.state.reconciliation import Reconciliation, reconcile
    from vetpartner.state.status import Status, status
    from vetpartner.state.transfers import Transfers, transfers
    from vetpartner.state.unit_costs import UnitLine, unit_cost
    from vetpartner.values.amounts import distribute
    from vetpartner.whatif.compare import Change, compare
    from vetpartner.whatif.copies import public
    from vetpartner.whatif.dates import FreeDays, free_days
    from vetpartner.whatif.erase import erase
    from vetpartner.whatif.forecast import Forecast, forecast
    from vetpartner.whatif.move import Moved, move
    from vetpartner.whatif.propose import Proposal, propose
    from vetpartner.whatif.withdraw import Withdrawal, withdraw

__version__ = VERSION

_HOMES = {
    "Change": "whatif.compare",
    "Chart": "export.charts",
    "Feed": "export.feeds",
    "Figure": "state.figures",
    "Converted": "state.rates",
    "Costs": "state.costs",
    "Finding": "checks",
    "Findings": "checks",
    "Forecast": "whatif.forecast",
    "FreeDays": "whatif.dates",
    "Gantt": "export.gantt",
    "Gap": "state.gaps",
    "Inclusion": "state.inclusion",
    "InvalidProject": "files",
    "Money": "model",
    "Moved": "whatif.move",
    "PartnerLedger": "state.ledger",
    "Partnership": "model",
    "Plan": "model",
    "ProjectMonth": "model",
    "Proposal": "whatif.propose",
    "Reading": "files",
    "Reconciliation": "state.reconciliation",
    "Report": "export.report",
    "PrivacyRegister": "state.personal",
    "Rules": "programme",
    "Severity": "checks",
    "Share": "model",
    "Status": "state.status",
    "Transfers": "state.transfers",
    "UnitLine": "state.unit_costs",
    "UnknownCall": "programme",
    "When": "model",
    "Withdrawal": "whatif.withdraw",
    "attendance_list": "papers.attendance_list",
    "budget": "export.budget",
    "calendar": "export.calendar",
    "certificates": "papers.certificates",
    "chart": "export.charts",
    "check": "checks",
    "compare": "whatif.compare",
    "distribute": "values.amounts",
    "convert": "state.rates",
    "costs": "state.costs",
    "erase": "whatif.erase",
    "explain": "checks",
    "feeds": "export.feeds",
    "explain_figure": "state.figures",
    "forecast": "whatif.forecast",
    "frame": "export.frames",
    "free_days": "whatif.dates",
    "gantt": "export.gantt",
    "gaps": "state.gaps",
    "inclusion": "state.inclusion",
    "ledger": "state.ledger",
    "load": "files",
    "move": "whatif.move",
    "open_seal": "files.seals.sealing",
    "paper": "export.paper",
    "paste_pack": "export.paste_pack",
    "planner": "export.planner",
    "privacy": "state.personal",
    "propose": "whatif.propose",
    "public": "whatif.copies",
    "read": "files",
    "reconcile": "state.reconciliation",
    "report": "export.report",
    "rules": "programme",
    "save": "files",
    "scaffold": "papers.scaffold",
    "seal": "files.seals.sealing",
    "status": "state.status",
    "transfers": "state.transfers",
    "withdraw": "whatif.withdraw",
    "unit_cost": "state.unit_costs",
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

Cards.home = f"{__name__}.export.cards"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - functions and classes
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
