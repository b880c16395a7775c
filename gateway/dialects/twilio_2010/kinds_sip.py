"""SIP domains, credential lists, access control lists and their mappings.

Fields stand in the order captured XML has them; one never seen there stands before `uri`.
Source: twilio/twilio-oai at d50069b (names, types), twilio/api-snippets and captured answers (order, strings among the types).
"""

from __future__ import annotations

from gateway.dialects.tables import kind

SIP = (
    kind(
        "sip_domain  SipDomain  SipDomains  domains",
        "sid account_sid friendly_name api_version domain_name auth_type voice_url voice_method voice_fallback_url "
        "voice_fallback_method voice_status_callback_url voice_status_callback_method date_created:date date_updated:date "
        "sip_registration:bool emergency_calling_enabled:bool secure:bool byoc_trunk_sid emergency_caller_sid uri:link "
        "subresource_uris:links",
    ),
    kind(
        "credential_list  CredentialList  CredentialLists  credential_lists",
        "sid friendly_name date_created:date date_updated:date account_sid uri:link subresource_uris:links",
    ),
    kind(
        "credential  Credential  Credentials  credentials",
        "sid account_sid credential_list_sid username date_created:date date_updated:date uri:link",
    ),
    kind(
        "credential_list_mapping  CredentialListMapping  CredentialListMappings  credential_list_mappings",
        "sid account_sid friendly_name date_created:date date_updated:date domain_sid uri:link subresource_uris:links",
    ),
    kind(
        "ip_access_control_list  IpAccessControlList  IpAccessControlLists  ip_access_control_lists",
        "sid friendly_name date_created:date date_updated:date account_sid uri:link subresource_uris:links",
    ),
    kind(
        "ip_address  IpAddress  IpAddresses  ip_addresses",
        "sid friendly_name ip_address date_created:date date_updated:date account_sid cidr_prefix_length:int "
        "ip_access_control_list_sid uri:link",
    ),
    kind(
        "ip_access_control_list_mapping  IpAccessControlListMapping  "
        "IpAccessControlListMappings  ip_access_control_list_mappings",
        "sid friendly_name date_created:date date_updated:date account_sid domain_sid uri:link subresource_uris:links",
    ),
    # never seen in XML: the element names follow the rule, the order is the specification's
    kind("content  Content  Contents  contents", "account_sid date_created:date date_updated:date friendly_name sid"),
)
