"""What the sandbox remembers: records in folders, each folder in the order its records were made.

A folder is a path below an account (`Calls`, `Conferences/CF…/Participants`). Ids are drawn from the seed, so two
sandboxes with the same seed and the same requests give the same bytes. A deleted record leaves its place behind: a page
token that names it still works.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from gateway.sandbox.values import Fields, Value

ACCOUNTS = "Accounts"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing. `sequence` grows with every record made and is never used twice."""

    account: str
    folder: str
    sid: str
    sequence: int
    created: datetime
    updated: datetime
    fields: Fields


@dataclass(frozen=True, slots=True)
class Scene:
    """Where and when one request is answered: the store, the time, and the host it was sent to."""

    store: Store
    now: datetime
    host: str


class Store:
    """All records of all accounts. Not safe for use by several threads at once."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._issued = 0
        self._folders: dict[tuple[str, str], dict[str, Record]] = {}
        self._places: dict[tuple[str, str, str], int] = {}
        self._made: list[Record] = []

    def __len__(self) -> int:
        return sum(len(records) for records in self._folders.values())

    def issue_sid(self, prefix: str) -> str:
        """A new id: the prefix and 32 hexadecimal digits."""
        return prefix + self.issue_digits()

    def issue_digits(self) -> str:
        """32 hexadecimal digits that were not given out before."""
        self._issued += 1
        return blake2b(f"{self._seed}/{self._issued}".encode(), digest_size=16).hexdigest()

    def add(self, account: str, folder: str, sid: str, created: datetime, fields: Fields) -> Record:
        """Make a record; one of the same id in the same folder is replaced."""
        record = self._place(account, folder, sid, created, fields)
        self._made.append(record)
        return record

    def _place(self, account: str, folder: str, sid: str, created: datetime, fields: Fields) -> Record:
        sequence = len(self._places) + 1
        record = Record(account, folder, sid, sequence, created, created, fields)
        self._places[account, folder, sid] = sequence
        self._folders.setdefault((account, folder), {})[sid] = record
        return record

    def find(self, account: str, folder: str, sid: str) -> Record | None:
        return self._folders.get((account, folder), {}).get(sid)

    def newest_first(self, account: str, folder: str) -> list[Record]:
        """Every record of a folder, the youngest first: the order of every list the API documents."""
        return sorted(self._folders.get((account, folder), {}).values(), key=lambda record: -record.sequence)

    def change(self, record: Record, now: datetime, **fields: Value) -> Record:
        """Store new values for the given fields and return the record as it now is."""
        changed = replace(record, updated=now, fields={**record.fields, **fields})
        self._folders[record.account, record.folder][record.sid] = changed
        return changed

    def remove(self, record: Record) -> None:
        """Forget a record and everything in the folders below it."""
        self._folders.get((record.account, record.folder), {}).pop(record.sid, None)
        below = f"{record.folder}/{record.sid}/"
        for key in [key for key in self._folders if key[0] == record.account and key[1].startswith(below)]:
            del self._folders[key]

    def move(self, record: Record, account: str, now: datetime) -> Record:
        """Hand a record over to another account; its id stays."""
        self.remove(record)
        moved = self._place(account, record.folder, record.sid, record.created, record.fields)
        return self.change(moved, now)

    def made(self) -> tuple[Record, ...]:
        """Every record ever made, as it was then, in that order; what was changed, moved or deleted since is here too."""
        return tuple(self._made)

    def place_of(self, account: str, folder: str, sid: str) -> int | None:
        """The sequence of a record that is or was in the folder, or None where there never was one."""
        return self._places.get((account, folder, sid))
