"""The sockets workers share: opened once, all or none."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from gateway.settings import Bind
from gateway.workers.sockets import close_sockets, open_socket, open_sockets

ANY = Bind("127.0.0.1", 0)


@pytest.fixture
def taken() -> Iterator[Bind]:
    with open_socket(ANY) as listening:
        yield Bind(*listening.getsockname())


def is_open(listening: socket.socket) -> bool:
    return listening.fileno() >= 0


def test_a_connection_waits_in_it_before_anybody_accepts() -> None:
    with open_socket(ANY) as listening, socket.create_connection(listening.getsockname(), timeout=5):
        assert not listening.getblocking()


def test_one_that_is_open_is_kept(taken: Bind) -> None:
    with open_socket(ANY) as already:
        opened = open_sockets([ANY], already={ANY: already})
        assert opened == {ANY: already}
        with pytest.raises(OSError, match=str(taken.port)):
            open_sockets([ANY, taken], already=opened)
        assert is_open(already)


def test_all_or_none(taken: Bind) -> None:
    with open_socket(ANY) as probe:
        free = Bind(*probe.getsockname())
    with pytest.raises(OSError, match=str(taken.port)):
        open_sockets([free, taken], already={})
    with open_socket(free):  # nobody holds it
        pass


def test_an_address_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(OSError, match="a port of its own"):
        open_sockets([ANY, ANY], already={})


def test_those_to_keep_stay_open() -> None:
    other = Bind("127.0.0.2", 0)
    sockets = open_sockets([ANY, other], already={})
    close_sockets(sockets, keep={other: sockets[other]})
    assert [is_open(sockets[bind]) for bind in (ANY, other)] == [False, True]
    close_sockets(sockets, keep={})


def test_both_families_go_together() -> None:
    try:
        six = open_socket(Bind("::", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    with six, open_socket(Bind("0.0.0.0", six.getsockname()[1])):  # noqa: S104 - that is the point
        pass
