"""What must never be told, made anew for each example: secrets of both sides, numbers, texts, addresses, cookies.

Each holds a word that stands nowhere else, so that it is found whatever has been done to the characters around it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from hypothesis import strategies as st

from gateway.codecs.basic import write_basic
from gateway.model import Credentials

_LETTERS = "bcdfghjkmnpqrtvwxz"  # no vowel: nobody says such a word by chance
_ROUND_TEXTS = (  # the first is what every property begins with
    ('\x00"\n{"event": "call\x1b[2J", "x": "\u00e9\u6771\U0001f4de', '"}\r\n\u2028<M>&amp;%s {x}'),
    ("", ""),
    ("'", "\\"),
    ("\u00e9\u6771\u4eac\U0001f4de ", " \u202e"),
    ('\n{"event": "call", "status": 200, "level": "info", "x": "', '"}\n'),
    ("\r\n2026-01-01T00:00:00Z [info     ] call ", " status=200 route=old"),
    ("\x1b[2J\x1b]0;", "\x07"),
    ("\x00\x08", "\x7f\x85"),
    ("\u2028", "\u2029"),
    ("%s %(x)s {x} ", " ${x} %n"),
    ("<Message>", "</Message><!-- -->"),
)
_ROUND_SECRETS = (("\u00e9p:", "@x/%20'\\"), ("", ""), ("\u6771", '"'), ("*.", "+$^"), (" ", " "))
_NUMBERS = ("+1555555{}", "1555555{}", "(555) 555-{}", "555.555.{}", "+1 555 555 {}", "sip:+1555555{}@sip.example")


@dataclass(frozen=True)
class Private:
    """Secrets of two accounts on both sides, and what one call is full of. `words` are found in no innocent text."""

    acme: Credentials
    globex: Credentials
    acme_behind: Credentials
    globex_behind: Credentials
    guess: str
    number: str
    body: str
    mail: str
    url: str
    cookie: str
    key: str
    name: str
    path: str
    words: dict[str, str]

    @property
    def accounts(self) -> dict[str, str]:
        """The accounts as callers know them. Who is spoken of may stand in the log, by name or by id."""
        return {"an account": self.acme.id, "another": self.globex.id}

    @property
    def accounts_behind(self) -> dict[str, str]:
        return {"an account behind": self.acme_behind.id, "another behind": self.globex_behind.id}

    @property
    def settled(self) -> dict[str, str]:
        """What the gateway knows before anybody calls: the secrets of its configuration, in whatever form they are sent."""
        every = self.acme, self.globex, self.acme_behind, self.globex_behind
        return _spell({name: self.words[name] for name in ("acme", "globex", "acme_behind", "globex_behind")}, *every)

    @property
    def others(self) -> dict[str, str]:
        """What nobody may learn who calls as the first account and is served by it."""
        theirs = self.globex, self.globex_behind
        return _spell({name: self.words[name] for name in ("globex", "globex_behind")}, *theirs)

    @property
    def sayings(self) -> dict[str, str]:
        """What only a request says, of secrets: whoever is refused is not told them again."""
        said = ("acme", "guess", "cookie", "key", "body", "mail", "url")
        return _spell({name: self.words[name] for name in said}, self.acme)

    @property
    def behind(self) -> dict[str, str]:
        """What no caller may learn: the secrets the backend is given."""
        both = self.acme_behind, self.globex_behind
        return _spell({name: self.words[name] for name in ("acme_behind", "globex_behind")}, *both)

    @property
    def everything(self) -> dict[str, str]:
        guessed = Credentials(self.acme.id, self.guess)
        return {**_spell(self.words, guessed), **self.settled, **_number_forms(self.number)}


def _spell(words: dict[str, str], *credentials: Credentials) -> dict[str, str]:
    """The words, and these credentials as Basic writes them, also where something stands in front of them."""
    spelled = dict(words)
    for who in credentials:
        plain = f"{who.id}:{who.secret}".encode()
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + plain).decode()
            spelled[f"{who.id[:4]} in base64, {shift}"] = coded[4 * bool(shift) : -4]
    return spelled


def _number_forms(number: str) -> dict[str, str]:
    digits = "".join(filter(str.isdigit, number))[-10:]
    return {"number": number, "its digits": digits}


def told_in(text: str, private: dict[str, str]) -> list[str]:
    """The names of those that stand in this text, in small letters or capitals."""
    low = text.lower()
    return [name for name, word in private.items() if word.lower() in low]


def all_texts(values: Iterable[object]) -> Iterator[str]:
    """What a value is turned into by somebody who does not think about it."""
    for value in values:
        yield repr(value)
        if type(value).__str__ is not object.__str__ or type(value).__format__ is not object.__format__:
            yield from (str(value), f"{value}")


WORD = st.text(_LETTERS, min_size=14, max_size=14).map("q{}".format)
_NAMES = tuple(field.name for field in fields(Private) if field.name not in {"words", "number"})


@st.composite
def privates(draw: st.DrawFn) -> Private:
    """Other words and other surroundings each time."""
    drawn = draw(st.lists(WORD, min_size=len(_NAMES), max_size=len(_NAMES), unique=True))
    words = dict(zip(_NAMES, drawn, strict=True))

    def secret(name: str) -> str:
        before, after = draw(st.sampled_from(_ROUND_SECRETS))
        return f"{before}{words[name]}{words[name][::-1]}{after}"

    before, after = draw(st.sampled_from(_ROUND_TEXTS))
    return Private(
        acme=Credentials("AC" + "a" * 32, secret("acme")),
        globex=Credentials("AC" + "c" * 32, secret("globex")),
        acme_behind=Credentials("AC" + "b" * 32, secret("acme_behind")),
        globex_behind=Credentials("AC" + "d" * 32, secret("globex_behind")),
        guess=secret("guess"),
        number=draw(st.sampled_from(_NUMBERS)).format(f"01{draw(st.integers(0, 99)):02}"),
        body=f"{before}{words['body']}{after}",
        mail=f"{words['mail']}@company.example",
        url=f"https://user:{words['url']}@files.example/x?y=1",
        cookie=words["cookie"],
        key=words["key"],
        name=words["name"],
        path=words["path"],
        words=words,
    )


def basic(credentials: Credentials) -> str:
    return f"Authorization: {write_basic(credentials)}"


WORDS = {name: f"the-word-for-{name.replace('_', '-')}" for name in _NAMES}
KNOWN = Private(
    acme=Credentials("AC" + "a" * 32, WORDS["acme"]),
    globex=Credentials("AC" + "c" * 32, WORDS["globex"]),
    acme_behind=Credentials("AC" + "b" * 32, WORDS["acme_behind"]),
    globex_behind=Credentials("AC" + "d" * 32, WORDS["globex_behind"]),
    number="+15555550100",
    words=WORDS,
    **{name: WORDS[name] for name in ("guess", "body", "mail", "url", "cookie", "key", "name", "path")},
)
"""One of them, for tests in which it does not matter what they are."""
