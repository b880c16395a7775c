"""The kinds of resources of 2012-04-24: the canonical ones with the fields this dialect alone has, and its own kinds.

Own kinds have neither `uri` nor `api_version`: both are made anew for every caller.
Source: the converters of Restcomm-Connect at c67f142 and what they wrote when they were run.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.dialects.tables import Kind, extend, index_kinds, kind
from gateway.dialects.twilio_2010 import BASE as CANONICAL

_MORE = {
    "account": "organization@own email_address@own role@own",
    "application": "rcml_url@own kind@own numbers:list@own",
    "available_phone_number": "cost@own",
    "call": "answering_user@own instance_id@own ring_duration:int@own",
    "incoming_phone_number": (
        "voice_application_name@own sms_application_name@own ussd_url@own ussd_method@own ussd_fallback_url@own "
        "ussd_fallback_method@own ussd_application_sid@own ussd_application_name@own refer_url@own refer_method@own "
        "refer_application_sid@own refer_application_name@own"
    ),
    "recording": "s3_uri@own",
    "sms_message": "error_code:int@own error_message@own",
}

_OWN = index_kinds(
    (
        kind(
            "client  Client  Clients  clients",
            "sid date_created:date date_updated:date account_sid friendly_name login password password_algorithm status "
            "voice_url voice_method voice_fallback_url voice_fallback_method voice_application_sid push_client_identity",
        ),
        kind(
            "gateway  Gateway  Gateways  gateways",
            "sid date_created:date date_updated:date friendly_name password proxy register:bool user_name time_to_live:int",
        ),
        kind(
            "organization  Organization  Organizations  organizations",
            "sid domain_name status date_created:date date_updated:date",
        ),
        kind(
            "geolocation  Geolocation  Geolocations  geolocations",
            "sid date_created:date date_updated:date date_executed:date account_sid source device_identifier "
            "geolocation_type response_status geolocation_data:map geolocation_positioning_type last_geolocation_response "
            "cause",
        ),
        kind("email_message  EmailMessage  -  -", "date_sent:date account_sid from to body subject"),
        kind("available_country  AvailableCountry  AvailableCountries  available_countries", "iso_country"),
        kind("version  Version  -  -", "name version revision date"),
        # what a server says of itself, whatever it is; it passes as it stands
        kind("supervision  Supervision  -  -", ""),
        kind("outbound_proxy  OutboundProxy  -  -", ""),
    )
)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {**CANONICAL.kinds, **{name: extend(CANONICAL.kinds[name], words) for name, words in _MORE.items()}, **_OWN}
)
