"""What the gateway tells of itself on standard output, and in which form."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from gateway.settings.scalars.text import one_of
from gateway.settings.sections.base import Section


class LogFormat(StrEnum):
    """A line of JSON for machines, a line to be read, or that on a terminal and JSON everywhere else."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


class LoggedCalls(StrEnum):
    """The calls that get a line: each, those that did not go well, none."""

    ALL = "all"
    PROBLEMS = "problems"
    NONE = "none"


LogFormatWord: TypeAlias = Annotated[LogFormat, BeforeValidator(one_of(LogFormat))]
LoggedCallsWord: TypeAlias = Annotated[LoggedCalls, BeforeValidator(one_of(LoggedCalls))]


class Log(Section):
    """The log."""

    format: LogFormatWord = Field(
        default=LogFormat.AUTO, description="the form of its lines; auto is text on a terminal and JSON everywhere else"
    )
    calls: LoggedCallsWord = Field(
        default=LoggedCalls.ALL,
        description="the calls that get a line; problems are those not answered whole with less than 400",
    )
