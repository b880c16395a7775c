"""The configuration: YAML with marks → typed, immutable settings, or every fault at once with file, line and column.

`load_settings` is the way in. No dialect is named here: which there are is a parameter.
"""

from gateway.settings.faults import Fault, SettingsInvalid
from gateway.settings.known import KnownDialect, KnownOption, OptionType, OptionValue
from gateway.settings.load import load_settings, parse_settings, read_text
from gateway.settings.model import Settings
from gateway.settings.scalars.addresses import Bind, Network
from gateway.settings.scalars.numbers import Rate
from gateway.settings.scalars.stores import MEMORY
from gateway.settings.schema import schema, schema_text
from gateway.settings.secret import Secret
from gateway.settings.sections.accounts import Account, CallerPart, CredentialsPolicy, Subaccount
from gateway.settings.sections.backends import Backend
from gateway.settings.sections.limits import FailedLogins, Limits, PerCaller, StoreFailure
from gateway.settings.sections.listen import Admin, Listen
from gateway.settings.sections.log import Log, LogFormat, LoggedCalls
from gateway.settings.sections.process import Shutdown
from gateway.settings.sections.routes import OnLoss, Route, UnknownParameters, When
from gateway.settings.sections.sending import Balance, Breaker, Health, Retries, Timeouts
from gateway.settings.sections.tls import BackendTls, CertificatePair, ListenTls, TlsVersion
from gateway.settings.sections.tracing import Tracing

__all__ = [
    "MEMORY",
    "Account",
    "Admin",
    "Backend",
    "BackendTls",
    "Balance",
    "Bind",
    "Breaker",
    "CallerPart",
    "CertificatePair",
    "CredentialsPolicy",
    "FailedLogins",
    "Fault",
    "Health",
    "KnownDialect",
    "KnownOption",
    "Limits",
    "Listen",
    "ListenTls",
    "Log",
    "LogFormat",
    "LoggedCalls",
    "Network",
    "OnLoss",
    "OptionType",
    "OptionValue",
    "PerCaller",
    "Rate",
    "Retries",
    "Route",
    "Secret",
    "Settings",
    "SettingsInvalid",
    "Shutdown",
    "StoreFailure",
    "Subaccount",
    "Timeouts",
    "TlsVersion",
    "Tracing",
    "UnknownParameters",
    "When",
    "load_settings",
    "parse_settings",
    "read_text",
    "schema",
    "schema_text",
]
