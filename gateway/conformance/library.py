"""Where the golden exchanges lie, and how a folder of them is read.

They are part of the installed package: `exchanges` in this folder leads to `tests/exchanges` in a checkout, and an installed
package holds the files themselves.
"""

from __future__ import annotations

from pathlib import Path

from gateway.conformance.exchange import Exchange, read_exchange
from gateway.conformance.nodes import ExchangeError, read_file
from gateway.conformance.promises import Unplaced

EXCHANGES = Path(__file__).with_name("exchanges")
_NOT_ASKED = Path(__file__).with_name("not_asked")
_UNPLACED = Path(__file__).with_name("unplaced")


def covered_dialects() -> tuple[str, ...]:
    """The dialects that have golden exchanges: the names of their folders."""
    return tuple(sorted(folder.name for folder in EXCHANGES.iterdir() if any(folder.glob("*.yaml"))))


def load_exchanges(folder: Path) -> tuple[Exchange, ...]:
    """Every exchange of every `*.yaml` in the folder, in file and line order.

    Raises `ExchangeError` for an unknown or missing key, a name given twice in the folder, and a folder without exchanges.
    """
    exchanges: dict[str, Exchange] = {}
    for file in sorted(folder.glob("*.yaml")):
        for node in read_file(file).items():
            exchange = read_exchange(node)
            if exchange.name in exchanges:
                node.fail(f"the name {exchange.name!r} is taken by {exchanges[exchange.name].where}")
            exchanges[exchange.name] = exchange
    if not exchanges:
        raise ExchangeError(f"{folder}: no exchange found")
    return tuple(exchanges.values())


def read_not_asked(dialect: str) -> dict[str, str]:
    """The exchanges of a dialect that no foreign server can be asked, by name, each with its reason."""
    file = _NOT_ASKED / f"{dialect}.yaml"
    return {name: reason.text() for name, reason in read_file(file).mapping().items()} if file.is_file() else {}


def read_unplaced(dialect: str) -> Unplaced:
    """The children of XML elements whose order the dialect does not promise, by element."""
    file = _UNPLACED / f"{dialect}.yaml"
    rows = read_file(file).mapping() if file.is_file() else {}
    return {element: frozenset(words.text().split()) for element, words in rows.items()}
