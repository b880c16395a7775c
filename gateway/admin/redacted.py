"""The applied configuration as JSON, complete with its defaults and without a secret.

A secret shows itself as `***` wherever it is written. So is the value of a header in a route's conditions here: it may be one.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.admin.notes import moment
from gateway.admin.operations import Standing
from gateway.admin.texts import Json
from gateway.settings.secret import MASK


def redact(standing: Standing) -> Mapping[str, Json]:
    """The document `/config` answers with: names of files stay, what stands in them does not."""
    document = standing.settings.model_dump(mode="json", by_alias=True, fallback=str)
    for route in document["routes"]:
        route["when"]["header"] = dict.fromkeys(route["when"]["header"], MASK)
    return {"config": standing.name, "hash": standing.hash, "applied": moment(standing.applied), "settings": document}
