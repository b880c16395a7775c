"""Who may ask what of the operators' listener: tokens, pages of other sites and our own, names that are not ours."""

from __future__ import annotations

import pytest

from gateway.admin.host import names_this_machine
from gateway.settings import Secret
from tests.admin.asking import GUARDED, OPEN, PATHS, TOKEN, Gateway, ask, listening


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize(
    "shown", ["", "Authorization: Bearer", "Authorization: Bearer operators-toke", f"Authorization: Basic {TOKEN}"]
)
async def test_where_a_token_is_set_it_is_asked_for(method: str, path: str, shown: str) -> None:
    gateway = Gateway()
    async with listening(gateway, TOKEN) as listener:
        answer = await ask(listener.port, method, path, *([shown] if shown else []))
        assert answer.status == 401
        assert (answer.get("WWW-Authenticate") or "").startswith("Bearer ")
        assert gateway.asked == []
        assert TOKEN.encode() not in answer.body
        for scheme in ("Bearer", "bearer"):
            answer = await ask(listener.port, method, path, f"Authorization: {scheme} {TOKEN}")
            assert answer.status == {"/drain": 202, "/translate": 422}.get(path, 200)


async def test_an_encoded_path_does_not_slip_past_the_token() -> None:
    gateway = Gateway()
    async with listening(gateway, TOKEN) as listener:
        for path in ("/%72eload", "/healthz/../reload", "/reload?/healthz", "/healthz%2f..%2freload"):
            assert (await ask(listener.port, "POST", path)).status in {401, 404}
    assert gateway.asked == []


async def test_probes_and_the_page_carry_no_token_and_a_token_may_be_replaced() -> None:
    async with listening(Gateway(), TOKEN) as listener:
        for path in OPEN:
            assert (await ask(listener.port, "GET", path)).status == 200
        listener.token = Secret.of_text("another")
        assert (await ask(listener.port, "GET", "/metrics", f"Authorization: Bearer {TOKEN}")).status == 401
        assert (await ask(listener.port, "GET", "/metrics", "Authorization: Bearer another")).status == 200


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("token", [None, TOKEN])
async def test_a_page_of_another_site_can_ask_nothing(method: str, path: str, token: str | None) -> None:
    gateway = Gateway()
    async with listening(gateway, token) as listener:
        own = f"127.0.0.1:{listener.port}"
        others = ("https://page.example", "null", "", "http://127.0.0.1", f"http://localhost:{listener.port}", f"{own}")
        tricks = (f"http://{own}.page.example", f"http://{own}/", f"ftp://{own}", f"http://{own}, https://page.example")
        shown = f"Authorization: Bearer {TOKEN}"
        for origin in (*others, *tricks):
            assert (await ask(listener.port, method, path, f"Origin: {origin}", shown, host=own)).status == 403
        twice = (f"Origin: http://{own}", "Origin: https://page.example")
        assert (await ask(listener.port, method, path, *twice, shown, host=own)).status in {400, 403}
    assert gateway.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1:9090", "localhost:9090", "[::1]:9090", "LOCALHOST"])
async def test_our_own_page_may_ask(host: str) -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        assert (await ask(listener.port, "POST", "/reload", f"Origin: http://{host.lower()}", host=host)).status == 200
        assert (await ask(listener.port, "POST", "/reload", f"Origin: https://{host.lower()}", host=host)).status == 403
    assert gateway.asked == ["reload"]


async def test_our_own_page_may_ask_by_any_name_and_through_tls_where_a_token_is_set() -> None:
    gateway = Gateway()
    async with listening(gateway, TOKEN) as listener:
        name = "gateway.internal.example"
        for scheme in ("http", "https"):
            fields = (f"Origin: {scheme}://{name}", f"Authorization: Bearer {TOKEN}")
            assert (await ask(listener.port, "POST", "/reload", *fields, host=name)).status == 200
            assert (await ask(listener.port, "POST", "/reload", fields[0], host=name)).status == 401
    assert gateway.asked == ["reload", "reload"]


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_without_a_token_a_name_that_is_not_ours_is_asked_nothing(method: str, path: str) -> None:
    """A page whose name leads to 127.0.0.1 asks without an Origin."""
    gateway = Gateway()
    async with listening(gateway) as listener:
        for host in (
            "page.example",
            "page.example:9090",
            "127.0.0.1.page.example",
            "localhost.page.example",
            "[::1",
            "2130706433",
        ):
            answer = await ask(listener.port, method, path, host=host)
            assert answer.status == 403
            assert b"admin.bind" in answer.body
    assert gateway.asked == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:9090", "[::1]:9090", "LOCALHOST", "localhost:9090", "192.0.2.1", "box"]
)
async def test_an_address_localhost_and_the_configured_host_are_ours(host: str) -> None:
    assert names_this_machine(host, "Box")
    async with listening(Gateway()) as listener:
        assert (await ask(listener.port, "GET", "/metrics", host=host)).status == (403 if host == "box" else 200)


async def test_where_a_token_is_set_any_name_may_lead_here() -> None:
    async with listening(Gateway(), TOKEN) as listener:
        shown = f"Authorization: Bearer {TOKEN}"
        assert (await ask(listener.port, "GET", "/metrics", shown, host="gateway.internal.example")).status == 200
