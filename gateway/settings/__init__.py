"""The configuration: YAML with marks → typed, immutable settings, or every fault at once with file, line and column.

`load_settings` is the way in. No dialect is named here: which there are is a parameter.
"""

from gateway.settings.faults import Fault, SettingsInvalid
from gateway.settings.known import KnownDialect, KnownOption, OptionType, OptionValue
from gateway.settings.load import load_settings, parse_settings
from gateway.settings.model import Limits, Settings
from gateway.settings.scalars.addresses import Bind, Network
from gateway.settings.schema import schema, schema_text
from gateway.settings.secret import Secret
from gateway.settings.sections.accounts import Account, CredentialsPolicy, Subaccount
from gateway.settings.sections.backends import Backend, Timeouts
from gateway.settings.sections.listen import Admin, Listen
from gateway.settings.sections.routes import OnLoss, Route, UnknownParameters, When
from gateway.settings.sections.tls import BackendTls, ListenTls

__all__ = [
    "Account",
    "Admin",
    "Backend",
    "BackendTls",
    "Bind",
    "CredentialsPolicy",
    "Fault",
    "KnownDialect",
    "KnownOption",
    "Limits",
    "Listen",
    "ListenTls",
    "Network",
    "OnLoss",
    "OptionType",
    "OptionValue",
    "Route",
    "Secret",
    "Settings",
    "SettingsInvalid",
    "Subaccount",
    "Timeouts",
    "UnknownParameters",
    "When",
    "load_settings",
    "parse_settings",
    "schema",
    "schema_text",
]
