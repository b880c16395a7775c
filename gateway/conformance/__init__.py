"""The conformance kit: puts the golden exchanges of a dialect to any server and says which it keeps to.

What is compared is what the dialect promises (status, media type, names, order, types, null, formats), never the literal data.
The kit shares no parser with the gateway, because the gateway is one of the servers it judges.
"""

from gateway.conformance.asking import Guest
from gateway.conformance.client import Ask, NoAnswer, connect
from gateway.conformance.library import EXCHANGES, covered_dialects, load_exchanges, read_not_asked, read_unplaced
from gateway.conformance.report import has_passed, report_json, write_summary, write_verdict
from gateway.conformance.run import Outcome, Verdict, run_rules
from gateway.conformance.selection import Selection, select_rules

__all__ = [
    "EXCHANGES",
    "Ask",
    "Guest",
    "NoAnswer",
    "Outcome",
    "Selection",
    "Verdict",
    "connect",
    "covered_dialects",
    "has_passed",
    "load_exchanges",
    "read_not_asked",
    "read_unplaced",
    "report_json",
    "run_rules",
    "select_rules",
    "write_summary",
    "write_verdict",
]
