"""SIP domains, credential lists, access control lists and their mappings.

Source: twilio/twilio-oai at d50069b (paths, statuses, parameters).
"""

from __future__ import annotations

from gateway.dialects.tables import resource

SIP = (
    *resource(
        "sip.domains  ~/SIP/Domains/{sid}  sip_domain  list create fetch update delete",
        create=(
            "DomainName* FriendlyName VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod VoiceStatusCallbackUrl "
            "VoiceStatusCallbackMethod SipRegistration EmergencyCallingEnabled Secure ByocTrunkSid EmergencyCallerSid"
        ),
        update=(
            "FriendlyName VoiceFallbackMethod VoiceFallbackUrl VoiceMethod VoiceStatusCallbackMethod VoiceStatusCallbackUrl "
            "VoiceUrl SipRegistration DomainName EmergencyCallingEnabled Secure ByocTrunkSid EmergencyCallerSid"
        ),
    ),
    *resource(
        "sip.domains.auth.calls.credential_list_mappings  "
        "~/SIP/Domains/{domain_sid}/Auth/Calls/CredentialListMappings/{sid}  content  list create fetch delete",
        create="CredentialListSid*",
    ),
    *resource(
        "sip.domains.auth.calls.ip_access_control_list_mappings  "
        "~/SIP/Domains/{domain_sid}/Auth/Calls/IpAccessControlListMappings/{sid}  content  list create fetch delete",
        create="IpAccessControlListSid*",
    ),
    *resource(
        "sip.domains.auth.registrations.credential_list_mappings  "
        "~/SIP/Domains/{domain_sid}/Auth/Registrations/CredentialListMappings/{sid}  content  list create fetch delete",
        create="CredentialListSid*",
    ),
    *resource(
        "sip.domains.credential_list_mappings  "
        "~/SIP/Domains/{domain_sid}/CredentialListMappings/{sid}  credential_list_mapping  list create fetch delete",
        create="CredentialListSid*",
    ),
    *resource(
        "sip.domains.ip_access_control_list_mappings  "
        "~/SIP/Domains/{domain_sid}/IpAccessControlListMappings/{sid}  "
        "ip_access_control_list_mapping  list create fetch delete",
        create="IpAccessControlListSid*",
    ),
    *resource(
        "sip.credential_lists  ~/SIP/CredentialLists/{sid}  credential_list  list create fetch update delete",
        create="FriendlyName*",
        update="FriendlyName*",
    ),
    *resource(
        "sip.credential_lists.credentials  "
        "~/SIP/CredentialLists/{credential_list_sid}/Credentials/{sid}  credential  list create fetch update delete",
        create="Username* Password*",
        update="Password",
    ),
    *resource(
        "sip.ip_access_control_lists  "
        "~/SIP/IpAccessControlLists/{sid}  ip_access_control_list  list create fetch update delete",
        create="FriendlyName*",
        update="FriendlyName*",
    ),
    *resource(
        "sip.ip_access_control_lists.ip_addresses  "
        "~/SIP/IpAccessControlLists/{ip_access_control_list_sid}/IpAddresses/{sid}  "
        "ip_address  list create fetch update delete",
        create="FriendlyName* IpAddress* CidrPrefixLength",
        update="IpAddress FriendlyName CidrPrefixLength",
    ),
)
