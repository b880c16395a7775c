"""Recordings, transcriptions, and what add-ons made of them. The answers here are the metadata, never the sound.

Source: twilio/twilio-oai at d50069b (paths, statuses, parameters).
"""

from __future__ import annotations

from gateway.dialects.tables import resource

RECORDINGS = (
    *resource(
        "recordings  ~/Recordings/{sid}  recording  list fetch delete",
        list="DateCreated DateCreated< DateCreated> CallSid ConferenceSid IncludeSoftDeleted",
        fetch="IncludeSoftDeleted",
    ),
    *resource("recordings.transcriptions  ~/Recordings/{recording_sid}/Transcriptions/{sid}  transcription  list fetch delete"),
    *resource("transcriptions  ~/Transcriptions/{sid}  transcription  list fetch delete"),
    *resource("recordings.add_on_results  ~/Recordings/{reference_sid}/AddOnResults/{sid}  add_on_result  list fetch delete"),
    *resource(
        "recordings.add_on_results.payloads  "
        "~/Recordings/{reference_sid}/AddOnResults/{add_on_result_sid}/Payloads/{sid}  payload  list fetch delete",
    ),
    # a redirect to the file, with a body that names it too
    *resource(
        "recordings.add_on_results.payloads.data  "
        "~/Recordings/{reference_sid}/AddOnResults/{add_on_result_sid}/Payloads/{payload_sid}/Data  data  fetch=307",
    ),
)
