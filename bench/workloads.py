"""What is asked: each workload is a request of a caller, what a backend is asked for it, and what the backend answers.

The stub answers by the backend's request alone, so the gateway, its peers and a plain proxy are told the same.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from bench import canned

COUNTS = (1, 50, 1000)
CALLER_TOKEN = "token-of-the-caller"  # noqa: S105 -- a dummy, as all that is asked here
BACKEND_TOKEN = "token-of-the-backend"  # noqa: S105 -- likewise
FORM = "application/x-www-form-urlencoded"
_NEW_CALL = "From=%2B15555550150&To=%2B15555550100&Url=http%3A%2F%2Fapp.example%2Fanswer%3Fa%3D1"
_OLD_CALL = "Caller=%2B15555550150&Called=%2B15555550100&Url=http%3A%2F%2Fapp.example%2Fanswer%3Fa%3D1"

PLAIN, OLD_BACKEND, XML_CALLER, XML_BACKEND, ENVELOPE = (
    f"{label}.gateway.example" for label in ("api", "to-2008", "xml", "to-xml", "v1")
)
"""The hosts callers name: what can't be told by the path, which backend is asked, is told by the host."""


@dataclass(frozen=True, slots=True)
class Workload:
    """`name` is family/size. `size` is how many calls the answer tells of, `status` what it has to come with.

    `answer` is (status, Content-Type, body) of the backend, `behind` the target it is asked for. What passes unread is asked
    with the credentials the backend knows: where they are mapped, an answer is read, for it must not show the backend's.
    """

    family: str
    size: str
    host: str
    target: str
    authorization: str
    behind: str
    answer: tuple[int, str, bytes]
    method: str = "GET"
    body: str = ""
    passes: bool = False

    @property
    def name(self) -> str:
        return f"{self.family}/{self.size}"

    @property
    def status(self) -> int:
        return self.answer[0]

    @property
    def headers(self) -> dict[str, str]:
        """What the caller sends, in this order."""
        typed = {"Content-Type": FORM} if self.body else {}
        return {"Host": self.host, "Authorization": self.authorization, "Accept": "*/*", **typed}


def login(user: str, secret: str) -> str:
    """The value of an Authorization field (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"


BY_CALLER = login(canned.CALLER, CALLER_TOKEN)
BY_KEY = login(str(uuid.UUID(canned.CALLER[2:])), CALLER_TOKEN)
TO_BACKEND = login(canned.BACKEND, BACKEND_TOKEN)
TO_SAME = login(canned.SAME, BACKEND_TOKEN)

_JSON, _XML = "application/json", "application/xml; charset=utf-8"
_OF_CALLER, _OF_BACKEND = f"Accounts/{canned.CALLER}", f"Accounts/{canned.BACKEND}"
_ONE = canned.call_sid(1)


def _calls(root: str, account: str, size: int, parameter: str = "PageSize", suffix: str = "") -> str:
    """The path of one call or of a list of calls, in any dialect that has accounts in its paths."""
    path = f"{root}/Accounts/{account}/Calls"
    return f"{path}/{_ONE}{suffix}" if size == 1 else f"{path}{suffix}?{parameter}={size}"


def _told_in_json(size: int, account: str = canned.BACKEND) -> tuple[int, str, bytes]:
    return 200, _JSON, canned.one_2010(1, account) if size == 1 else canned.list_2010(size, account)


def reading(size: int) -> tuple[Workload, ...]:
    """Each way through, for answers of that size."""
    new = _calls("/2010-04-01", canned.BACKEND, size, suffix=".json")
    old = _calls("/2008-08-01", canned.BACKEND, size, "num")
    told, named = _told_in_json(size), str(size)
    told_in_old = (200, _XML, canned.one_2008(1) if size == 1 else canned.page_2008(size))
    same = _calls("/2010-04-01", canned.SAME, size, suffix=".json")
    same_xml = _calls("/2010-04-01", canned.SAME, size)
    in_xml = canned.one_2010_xml(1, canned.SAME) if size == 1 else canned.list_2010_xml(size, canned.SAME)
    envelope = f"/calls/{uuid.UUID(_ONE[2:])}" if size == 1 else f"/calls?limit={size}"
    return (
        Workload(
            "2008-xml-to-2010-json", named, PLAIN, _calls("/2008-08-01", canned.CALLER, size, "num"), BY_CALLER, new, told
        ),
        Workload(
            "2010-json-to-2008-xml",
            named,
            OLD_BACKEND,
            _calls("/2010-04-01", canned.CALLER, size, suffix=".json"),
            BY_CALLER,
            old,
            told_in_old,
        ),
        Workload("2010-xml-to-2010-json", named, XML_CALLER, _calls("/2010-04-01", canned.CALLER, size), BY_CALLER, new, told),
        Workload(
            "restcomm-to-2010-json",
            named,
            PLAIN,
            _calls("/restcomm/2012-04-24", canned.CALLER, size, suffix=".json"),
            BY_CALLER,
            new,
            told,
        ),
        Workload("envelope-to-2010-json", named, ENVELOPE, envelope, BY_KEY, new, told),
        Workload("pass-json", named, PLAIN, same, TO_SAME, same, _told_in_json(size, canned.SAME), passes=True),
        Workload("pass-xml", named, XML_BACKEND, same_xml, TO_SAME, same_xml, (200, _XML, in_xml), passes=True),
    )


def _others() -> tuple[Workload, ...]:
    """A call that is made, and a call that is not there."""
    missing = canned.call_sid(404)
    made = (201, _JSON, canned.one_2010(1))
    new = f"/2010-04-01/{_OF_BACKEND}/Calls.json"
    old = f"/2008-08-01/{_OF_CALLER}/Calls"
    absent = f"/2010-04-01/{_OF_BACKEND}/Calls/{missing}.json"
    gone = (404, _JSON, canned.error("json"))
    return (
        Workload("2008-xml-to-2010-json", "create", PLAIN, old, BY_CALLER, new, made, "POST", _OLD_CALL),
        Workload("2008-xml-to-2010-json", "error", PLAIN, f"{old}/{missing}", BY_CALLER, absent, gone),
        Workload(
            "2010-json-to-2008-xml",
            "error",
            OLD_BACKEND,
            f"/2010-04-01/{_OF_CALLER}/Calls/{missing}.json",
            BY_CALLER,
            f"/2008-08-01/{_OF_BACKEND}/Calls/{missing}",
            (404, _XML, canned.error("xml")),
        ),
        Workload(
            "2010-xml-to-2010-json",
            "create",
            XML_CALLER,
            f"/2010-04-01/{_OF_CALLER}/Calls",
            BY_CALLER,
            new,
            made,
            "POST",
            _NEW_CALL,
        ),
    )


def _all() -> Iterator[Workload]:
    """Each family by itself, the smallest answer first."""
    found = [*(one for size in COUNTS for one in reading(size)), *_others()]
    for family in dict.fromkeys(one.family for one in found):
        yield from (one for one in found if one.family == family)


WORKLOADS: tuple[Workload, ...] = tuple(_all())
