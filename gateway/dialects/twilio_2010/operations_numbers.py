"""Phone numbers to buy, owned and verified, and the addresses they need.

Source: twilio/twilio-oai at d50069b (paths, statuses, parameters).
"""

from __future__ import annotations

from gateway.dialects.tables import resource

_SEARCH = (
    "AreaCode Contains SmsEnabled MmsEnabled VoiceEnabled ExcludeAllAddressRequired ExcludeLocalAddressRequired "
    "ExcludeForeignAddressRequired Beta NearNumber NearLatLong Distance InPostalCode InRegion InRateCenter InLata InLocality "
    "FaxEnabled"
)
_OWNED = "Beta FriendlyName PhoneNumber Origin"
_BOUGHT = (
    "PhoneNumber* ApiVersion FriendlyName SmsApplicationSid SmsFallbackMethod SmsFallbackUrl SmsMethod SmsUrl StatusCallback "
    "StatusCallbackMethod VoiceApplicationSid VoiceCallerIdLookup VoiceFallbackMethod VoiceFallbackUrl VoiceMethod VoiceUrl "
    "IdentitySid AddressSid EmergencyStatus EmergencyAddressSid TrunkSid VoiceReceiveMode BundleSid"
)

NUMBERS = (
    # to buy; none of these lists is paged: the specification takes PageSize, its own examples and captured answers have no page
    *resource("available_phone_numbers  ~/AvailablePhoneNumbers/{country_code}  country  list fetch", paged=False),
    *resource(
        "available_phone_numbers.local  ~/AvailablePhoneNumbers/{country_code}/Local  available_phone_number  list",
        list=_SEARCH,
        paged=False,
    ),
    *resource(
        "available_phone_numbers.toll_free  ~/AvailablePhoneNumbers/{country_code}/TollFree  available_phone_number  list",
        list=_SEARCH,
        paged=False,
    ),
    *resource(
        "available_phone_numbers.mobile  ~/AvailablePhoneNumbers/{country_code}/Mobile  available_phone_number  list",
        list=_SEARCH,
        paged=False,
    ),
    *resource(
        "available_phone_numbers.national  ~/AvailablePhoneNumbers/{country_code}/National  available_phone_number  list",
        list=_SEARCH,
        paged=False,
    ),
    *resource(
        "available_phone_numbers.voip  ~/AvailablePhoneNumbers/{country_code}/Voip  available_phone_number  list",
        list=_SEARCH,
        paged=False,
    ),
    *resource(
        "available_phone_numbers.shared_cost  ~/AvailablePhoneNumbers/{country_code}/SharedCost  available_phone_number  list",
        list=_SEARCH,
        paged=False,
    ),
    *resource(
        "available_phone_numbers.machine_to_machine  "
        "~/AvailablePhoneNumbers/{country_code}/MachineToMachine  available_phone_number  list",
        list=_SEARCH,
        paged=False,
    ),
    # owned
    *resource(
        "incoming_phone_numbers  ~/IncomingPhoneNumbers/{sid}  incoming_phone_number  list create fetch update delete",
        list=_OWNED,
        create=(
            "ApiVersion FriendlyName SmsApplicationSid SmsFallbackMethod SmsFallbackUrl SmsMethod SmsUrl StatusCallback "
            "StatusCallbackMethod VoiceApplicationSid VoiceCallerIdLookup VoiceFallbackMethod VoiceFallbackUrl VoiceMethod "
            "VoiceUrl EmergencyStatus EmergencyAddressSid TrunkSid IdentitySid AddressSid VoiceReceiveMode BundleSid "
            "PhoneNumber AreaCode"
        ),
        update=(
            "AccountSid ApiVersion FriendlyName SmsApplicationSid SmsFallbackMethod SmsFallbackUrl SmsMethod SmsUrl "
            "StatusCallback StatusCallbackMethod VoiceApplicationSid VoiceCallerIdLookup VoiceFallbackMethod "
            "VoiceFallbackUrl VoiceMethod VoiceUrl EmergencyStatus EmergencyAddressSid TrunkSid VoiceReceiveMode IdentitySid "
            "AddressSid BundleSid"
        ),
    ),
    *resource(
        "incoming_phone_numbers.local  ~/IncomingPhoneNumbers/Local  incoming_phone_number  list create",
        list=_OWNED,
        create=_BOUGHT,
    ),
    *resource(
        "incoming_phone_numbers.mobile  ~/IncomingPhoneNumbers/Mobile  incoming_phone_number  list create",
        list=_OWNED,
        create=_BOUGHT,
    ),
    *resource(
        "incoming_phone_numbers.toll_free  ~/IncomingPhoneNumbers/TollFree  incoming_phone_number  list create",
        list=_OWNED,
        create=_BOUGHT,
    ),
    *resource(
        "incoming_phone_numbers.assigned_add_ons  "
        "~/IncomingPhoneNumbers/{resource_sid}/AssignedAddOns/{sid}  assigned_add_on  list create fetch delete",
        create="InstalledAddOnSid*",
    ),
    *resource(
        "incoming_phone_numbers.assigned_add_ons.extensions  "
        "~/IncomingPhoneNumbers/{resource_sid}/AssignedAddOns/{assigned_add_on_sid}/Extensions/{sid}  extension  list fetch"
    ),
    # verified; a create only asks for the call that verifies, hence another kind
    *resource(
        "outgoing_caller_ids  ~/OutgoingCallerIds/{sid}  outgoing_caller_id  list fetch update delete",
        list="PhoneNumber FriendlyName",
        update="FriendlyName",
    ),
    *resource(
        "outgoing_caller_ids  ~/OutgoingCallerIds  validation_request  create=200",
        create="PhoneNumber* FriendlyName CallDelay Extension StatusCallback StatusCallbackMethod",
    ),
    # addresses
    *resource(
        "addresses  ~/Addresses/{sid}  address  list create fetch update delete",
        list="CustomerName FriendlyName EmergencyEnabled IsoCountry",
        create=(
            "CustomerName* Street* City* Region* PostalCode* IsoCountry* FriendlyName EmergencyEnabled AutoCorrectAddress "
            "StreetSecondary"
        ),
        update="FriendlyName CustomerName Street City Region PostalCode EmergencyEnabled AutoCorrectAddress StreetSecondary",
    ),
    *resource(
        "addresses.dependent_phone_numbers  ~/Addresses/{address_sid}/DependentPhoneNumbers  dependent_phone_number  list"
    ),
)
