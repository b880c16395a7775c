"""What the backend really holds, asked of it directly and not by any of the clients under test."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.clients.places import Place
from tests.clients.raw_http import ask, basic


@dataclass(frozen=True)
class Truth:
    """Reads the backend at `place`. Names and values are those of the backend's JSON."""

    place: Place

    def read(self, target: str) -> dict[str, Any]:
        answer = ask(self.place.base, target, f"Authorization: {basic(self.place.sid, self.place.token)}")
        assert answer.status == 200, f"{target}: {answer.status}"
        fields: dict[str, Any] = json.loads(answer.body)
        return fields

    def items(self, folder: str, key: str, query: str = "PageSize=1000") -> list[dict[str, Any]]:
        """Every item of a list below the account, in the backend's order."""
        found: list[dict[str, Any]] = []
        target = self.place.path(f"/{folder}.json?{query}")
        while target:
            page = self.read(target)
            found.extend(page[key])
            target = page.get("next_page_uri") or ""
        return found

    def calls(self, query: str = "PageSize=1000") -> list[dict[str, Any]]:
        return self.items("Calls", "calls", query)

    def call(self, sid: str) -> dict[str, Any]:
        return self.read(self.place.path(f"/Calls/{sid}.json"))

    def message(self, sid: str) -> dict[str, Any]:
        return self.read(self.place.path(f"/Messages/{sid}.json"))

    def numbers(self) -> dict[str, dict[str, Any]]:
        """The numbers of the account by their ids."""
        listed = self.items("IncomingPhoneNumbers", "incoming_phone_numbers")
        return {number["sid"]: number for number in listed}

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no caller may ever be shown."""
        return (self.place.sid, self.place.token, urlsplit(self.place.base).netloc)
