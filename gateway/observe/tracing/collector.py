"""The way to the collector: OTLP over HTTP as the configuration says it, and nothing the environment would add.

OpenTelemetry's exporter reads variables of its own, headers and certificates among them, and `requests` reads those of proxies
and `.netrc`. A configuration is one file here: what a request holds, whom it trusts and where it goes stands in that.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

import requests
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NoConnection

from gateway import __version__

_SECONDS = 5.0
"""For one delivery, the pauses before it is tried again included."""
_EXPORTERS_LOG = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
"""It would tell of every delivery that fails, in the words of the exception. `Outlet` tells of the first."""


class Undeliverable(Exception):
    """An answer that will be no other the next time, or a failure in a hurry. `why` is a word for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Collector:
    """Delivers spans to one collector. `headers` go with each request; `authorities` is a PEM file of whom to trust."""

    def __init__(self, endpoint: str, headers: Mapping[str, str], authorities: Path | None) -> None:
        logging.getLogger(_EXPORTERS_LOG).disabled = True
        self._way = _Way(headers, str(authorities) if authorities else True)
        session = requests.Session()
        session.trust_env = False
        for scheme in ("http://", "https://"):
            session.mount(scheme, self._way)
        self._exporter: SpanExporter = OTLPSpanExporter(
            endpoint=endpoint,
            timeout=_SECONDS,
            compression=Compression.NoCompression,
            session=session,
            meter_provider=NoOpMeterProvider(),
        )

    def deliver(self, spans: Sequence[ReadableSpan]) -> str | None:
        """Delivers them, within seconds. None, or a word for why they are lost. May block: call it in a thread."""
        self._way.trouble = ""
        if self._exporter.export(spans) is SpanExportResult.SUCCESS:
            return None
        return self._way.trouble or "not encodable"

    def hurry(self) -> None:
        """From now on nothing is tried twice."""
        self._way.in_a_hurry = True

    def close(self) -> None:
        self._exporter.shutdown()


class _Way(HTTPAdapter):
    """What one request goes by, whatever the session and the exporter were told."""

    def __init__(self, headers: Mapping[str, str], verify: str | bool) -> None:
        super().__init__()
        self._headers = {"Content-Type": "application/x-protobuf", "User-Agent": f"telephony-gateway/{__version__}", **headers}
        self._verify = verify
        self.trouble = ""
        self.in_a_hurry = False

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Raises Undeliverable where the exporter is not to try again; else what `requests` raises."""
        del verify, cert, proxies
        length = request.headers.get("Content-Length", "")
        request.prepare_headers({**self._headers, "Content-Length": length})
        try:
            response = super().send(request, stream=stream, timeout=timeout, verify=self._verify)
        except requests.RequestException as error:
            self.trouble = type(error).__name__
            if self.in_a_hurry or not isinstance(error, NoConnection):
                raise Undeliverable(self.trouble) from error
            raise
        if response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            return response
        self.trouble = f"status {response.status_code}"
        # To the exporter a redirect is a success.
        if self.in_a_hurry or response.status_code < HTTPStatus.BAD_REQUEST:
            response.close()
            raise Undeliverable(self.trouble)
        return response
