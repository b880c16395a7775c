"""What `derive` compiles for the parameters of one operation. Running a plan searches no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from msgspec import Struct

from gateway.dialects.change import ConvertParameter, Scene
from gateway.dialects.convert import Step
from gateway.dialects.record import UNKNOWN_PARAMETER, Record
from gateway.dialects.refusal import unsupported
from gateway.model import Note, Value


@dataclass(frozen=True, slots=True)
class ParameterPlan:
    """How one parameter is turned around. `notes` are those of its changes."""

    theirs: str
    ours: str
    changes: tuple[str, ...]
    to_theirs: tuple[Step, ...]
    to_ours: tuple[Step, ...]
    notes: Mapping[Note, None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "notes", {Note(change, self.theirs): None for change in self.changes if change})


class RefusedPlan(Struct, frozen=True):
    """A parameter a backend can't be told and must not miss; `unless` names the switch that lets it be left out."""

    change: str
    text: str
    unless: str


class ParametersPlan(Struct, frozen=True):
    """How the parameters of one operation are turned around. A parameter no plan names passes as it is."""

    by_theirs: Mapping[str, ParameterPlan]
    by_ours: Mapping[str, ParameterPlan]
    converts: tuple[tuple[str, ConvertParameter], ...]
    born: Mapping[str, tuple[str, str]]
    gone: Mapping[str, tuple[str, str]]
    refused: Mapping[str, RefusedPlan] = MappingProxyType({})

    @property
    def tolerated(self) -> frozenset[str]:
        """Names that callers of the dialect send though it does not document them."""
        return frozenset(self.born).union(*(convert.theirs for _, convert in self.converts))

    def refuse_unsayable(self, pairs: tuple[tuple[str, str], ...], scene: Scene) -> None:
        """Raises ProblemRaised (501) for a parameter without which a backend would do something else than was asked."""
        for name, value in pairs:
            refused = self.refused.get(name) if value else None
            if refused and not (refused.unless and scene.face.switch(refused.unless)):
                raise unsupported(refused.text)

    def to_ours(self, pairs: tuple[tuple[str, str], ...], scene: Scene, record: Record) -> tuple[tuple[str, str], ...]:
        if not pairs:
            return ()
        made, taken = self._convert(pairs, scene, record, inward=True)
        return _without_doubles(self._turn(pairs, taken, self.by_theirs, self.born, scene, record, inward=True), made)

    def to_theirs(self, pairs: tuple[tuple[str, str], ...], scene: Scene, record: Record) -> tuple[tuple[str, str], ...]:
        if not pairs:
            return ()
        made, taken = self._convert(pairs, scene, record, inward=False)
        return _without_doubles(self._turn(pairs, taken, self.by_ours, self.gone, scene, record, inward=False), made)

    def _convert(
        self, pairs: tuple[tuple[str, str], ...], scene: Scene, record: Record, *, inward: bool
    ) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
        if not self.converts:
            return (), frozenset()
        made: list[tuple[str, str]] = []
        taken: set[str] = set()
        given = dict(pairs).keys()
        for change, convert in self.converts:
            names = convert.theirs if inward else convert.ours
            if given.isdisjoint(names):
                continue
            present = {name: value for name, value in pairs if name in names}
            taken.update(present)
            turn = convert.to_ours if inward else convert.to_theirs
            for name, value in turn(present, scene).items():
                record.note(change, name)
                text = record.unwrap(value, change, name)
                if text is not None:
                    made.append((name, str(text)))
            record.note(change, next(iter(present)))
        return tuple(made), frozenset(taken)

    def _turn(
        self,
        pairs: tuple[tuple[str, str], ...],
        taken: frozenset[str],
        plans: Mapping[str, ParameterPlan],
        dropped: Mapping[str, tuple[str, str]],
        scene: Scene,
        record: Record,
        *,
        inward: bool,
    ) -> list[tuple[str, str]]:
        turned: list[tuple[str, str]] = []
        meant = _renamed(pairs, plans, inward=inward)
        for name, value in pairs:
            if name in taken:
                continue
            if name in meant and name not in plans:
                record.lose(UNKNOWN_PARAMETER, name, f"{meant[name]} was sent beside it and says the same thing")
            elif name in dropped:
                change, loss = dropped[name]
                record.note(change, name)
                if loss:
                    record.lose(change, name, loss)
            elif plan := plans.get(name):
                turned.append(_turn_one(plan, value, scene, record, inward=inward))
            else:
                turned.append((name, value))
        return turned


def _renamed(pairs: tuple[tuple[str, str], ...], plans: Mapping[str, ParameterPlan], *, inward: bool) -> dict[str, str]:
    """New name → the one sent: a parameter unknown to this side must not come to stand beside what was renamed to it."""
    renamed: dict[str, str] = {}
    for name, _ in pairs:
        plan = plans.get(name)
        if plan and plan.theirs != plan.ours:
            renamed[plan.ours if inward else plan.theirs] = name
    return renamed


def _without_doubles(turned: list[tuple[str, str]], made: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """All parameters; one that a conversion made stands for any of the same name that was sent beside it."""
    if not made:
        return tuple(turned)
    names = {name for name, _ in made}
    return (*(pair for pair in turned if pair[0] not in names), *made)


def _turn_one(plan: ParameterPlan, value: str, scene: Scene, record: Record, *, inward: bool) -> tuple[str, str]:
    result: Value = value
    if plan.notes:
        record.note_all(plan.notes)
    for step in plan.to_ours if inward else plan.to_theirs:
        result = record.unwrap(step(result, scene), plan.changes[-1] if plan.changes else "", plan.theirs)
    return (plan.ours if inward else plan.theirs), str(result)
