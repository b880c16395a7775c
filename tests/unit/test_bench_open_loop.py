"""The load at a fixed rate: every request gets its answer, latency counts from a request's moment, a wrong answer is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from bench.open_loop import Latencies, latencies, raw
from bench.workloads import WORKLOADS

WORKLOAD = next(workload for workload in WORKLOADS if workload.name == "2008-xml-to-2010-json/1")
CREATE = next(workload for workload in WORKLOADS if workload.method == "POST")
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 128  # the load opens all its connections at once


@contextmanager
def served(*pieces: bytes) -> Iterator[int]:
    """The port of a server that answers each request with these pieces, each written by itself."""

    class Answering(socketserver.StreamRequestHandler):
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with suppress(ConnectionError):
                while self.rfile.readline():
                    while self.rfile.readline().strip():
                        pass
                    for piece in pieces:
                        self.request.sendall(piece)

    with Server(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("pieces", [(GOOD,), (GOOD[:20], GOOD[20:30], GOOD[30:-2], GOOD[-2:])])
def test_each_request_is_answered_however_the_answer_is_cut(pieces: tuple[bytes, ...]) -> None:
    with served(*pieces) as port:
        found = latencies(WORKLOAD, port, rate=1000, seconds=0.1)
    assert len(found.seconds) == 100
    assert 0 < found.seconds[0] <= found.quantile(0.5) <= found.quantile(0.99) <= found.seconds[-1]


@pytest.mark.parametrize("answer", [b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_another_answer_than_the_workloads_is_a_fault(answer: bytes) -> None:
    with served(answer) as port, pytest.raises(RuntimeError, match="another answer than the workload's"):
        latencies(WORKLOAD, port, rate=1000, seconds=0.01)


def test_a_quantile_is_one_of_the_values() -> None:
    hundred = Latencies([float(number) for number in range(100)])
    assert [hundred.quantile(share) for share in (0, 0.5, 0.99, 1)] == [0, 50, 99, 99]


def test_the_request_has_the_length_of_its_body() -> None:
    head, _, body = raw(CREATE).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head.split(b"\r\n")
    assert b"Content-Length" not in raw(WORKLOAD)
