"""The configuration a command is given: read, or refused with every fault at once."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gateway.assembly import known_dialects
from gateway.commands.faults import write_faults
from gateway.commands.terminal import count
from gateway.settings import Settings, SettingsInvalid, parse_settings
from gateway.workers import Config, Source, read_source


def read_config(path: Path) -> Config:
    """The config in a file. Ends the program with every fault and exit code 1 where there are any."""
    try:
        source = read_source(path)
        return Config(source, parse(source))
    except SettingsInvalid as invalid:
        number = count(len(invalid.faults), "fault")
        raise click.ClickException(f"the config has {number}; nothing was started\n{write_faults(invalid.faults)}") from invalid


def read_settings(path: Path) -> Settings:
    """The settings in a file, likewise."""
    return read_config(path).settings


def parse(source: Source) -> Settings:
    """Of a text that was read before. Raises SettingsInvalid."""
    return parse_settings(source.text, source.name, known_dialects(), os.environ, base=source.base)
