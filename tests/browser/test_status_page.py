"""The status page in a real browser: live, readable on a phone and in the dark, and within its own policy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from selenium.webdriver.common.keys import Keys

from gateway.admin import Change
from tests.admin.asking import Gateway, listening
from tests.admin.telling import NOW, Metrics
from tests.browser.browsing import Browser
from tests.browser.reading import cut_off, faint_texts, luminance_of_the_ground, scrolls_sideways

A, B, PBX = "https://a.carrier.example", "https://b.carrier.example", "https://pbx.example"
TOKEN = "operators-token"
PASTED = (
    "curl -u AC1:pasted-secret https://calls.example/2008-08-01/Accounts/AC1/Calls "
    "-d Called=4155550117 -d Caller=4155550100 -d Url=http://x.example"
)


async def looked_at(browser: Browser, gateway: Gateway, look: Callable[[int], None], token: str | None = None) -> None:
    """Has somebody look at the page of that gateway, whose listener goes on meanwhile, and then leave it."""
    async with listening(gateway, token) as listener:
        await asyncio.to_thread(look, listener.port)
        await asyncio.to_thread(browser.leave)


def healthy() -> Gateway:
    gateway = Gateway()
    metrics = gateway.metrics_of
    for backend, url in (("carrier", A), ("carrier", B), ("pbx", PBX)):
        metrics.endpoint(backend, url, up=True)
    metrics.call("legacy", "twilio-2008", "carrier", "2xx", number=20)
    metrics.call("apps", "json-envelope", "carrier", "4xx", number=5)
    metrics.count("gateway_losses", 7, route="legacy", change="a-change-with-quite-a-long-name-as-they-have")
    metrics.count("gateway_unknown_parameters", 3, route="legacy", policy="pass")
    metrics.count("gateway_limited", 2, limit="rate")
    return gateway


def break_backend(metrics: Metrics) -> None:
    metrics.endpoint("pbx", PBX, up=False, breaker="open", healthy=False)
    metrics.fail("pbx", PBX, "backend_unreachable", NOW)


async def test_it_is_live(browser: Browser) -> None:
    gateway = healthy()

    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "All is well.")
        first, second, third = browser.rows("#traffic")
        assert (first[0], first[1]) == ("twilio-2008→twilio-2010", "20")
        assert (second[0], second[1], second[3]) == ("json-envelope→twilio-2010", "5", "5 100 %")
        assert (third[0], third[1]) == ("twilio-2010→restcomm-2012", "0")
        assert browser.rows("#losses")[0] == ["a-change-with-quite-a-long-name-as-they-have legacy", "7"]
        assert ["pass legacy", "3"] in browser.rows("#losses")
        assert browser.rows("#refused") == [["limit", "rate", "2"]]
        assert browser.text("#backends").count("in use") == 3
        assert "0123456789ab" in browser.text("#config")
        gateway.metrics_of.call("legacy", "twilio-2008", "carrier", "2xx", number=1000)
        browser.wait(lambda: browser.rows("#traffic")[0][1] == "1,020")
        assert browser.rows("#traffic")[0][2] != "0"
        assert "in the last" in browser.text("#vitals")

    await looked_at(browser, gateway, look)


async def test_a_broken_backend_is_in_the_headline_and_then_no_more(browser: Browser) -> None:
    gateway = healthy()

    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "All is well.")
        break_backend(gateway.metrics_of)
        browser.ask_again()
        browser.wait_for("#headline", "Backend pbx is left alone.")
        assert browser.find("#headline").get_attribute("data-state") == "bad"
        assert f"every endpoint is left alone: {PBX} (backend_unreachable, last at 2025-11-12T23:26:40Z" in browser.text(
            "#notes"
        )
        assert "left alone" in browser.text("#backends")
        gateway.metrics_of.endpoint("pbx", PBX, up=True)
        gateway.change(change=Change(NOW, ("gateway.yaml:1:1: found <b>one</b>", "gateway.yaml:2:2: two")))
        browser.ask_again()
        browser.wait_for("#headline", "The last change of the configuration was refused.")
        assert browser.find("#headline").get_attribute("data-state") == "warn"
        assert "found <b>one</b>" in browser.text("#notes")
        assert "gateway.yaml:2:2: two" in browser.text("#config")
        gateway.change(change=Change(NOW))
        browser.ask_again()
        browser.wait_for("#headline", "All is well.")
        assert browser.text("#notes") == ""

    await looked_at(browser, gateway, look)


async def test_failing_calls_and_a_gateway_that_is_not_ready_are_in_the_headline(browser: Browser) -> None:
    gateway = healthy()

    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "All is well.")
        gateway.metrics_of.call("legacy", "twilio-2008", "carrier", "2xx", number=80)
        gateway.metrics_of.call("legacy", "twilio-2008", "carrier", "5xx", number=20)
        browser.ask_again()
        browser.wait_for("#headline", "20 % of the latest calls failed.")
        gateway.reasons = ("the gateway is shutting down",)
        browser.ask_again()
        browser.wait_for("#headline", "Not ready: the gateway is shutting down, and 1 thing more.")

    await looked_at(browser, gateway, look)


async def test_it_says_when_the_gateway_does_not_answer(browser: Browser) -> None:
    async with listening(healthy()) as listener:

        def look() -> None:
            browser.open(listener.port)
            browser.wait_for("#headline", "All is well.")

        await asyncio.to_thread(look)
    await asyncio.to_thread(browser.wait_for, "#headline", "The gateway has not answered since")
    assert await asyncio.to_thread(browser.rows, "#traffic") != []
    assert browser.text("#asked") == "What is below is the last it said."
    browser.leave()
    assert all("ERR_CONNECTION_REFUSED" in complaint for complaint in browser.complaints())


async def test_a_token_is_asked_for_and_kept_by_the_tab_alone(browser: Browser) -> None:
    def enter(token: str) -> None:
        browser.find("#token").send_keys(token, Keys.ENTER)

    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "The gateway asks for a token.")
        assert browser.text("main") == ""
        assert browser.run("return document.activeElement.id") == "token"
        enter("another-token")
        browser.wait_for("#login-said", "That is not its token.")
        enter(TOKEN)
        browser.wait_for("#headline", "All is well.")
        assert not browser.find("#login").is_displayed()
        browser.driver.refresh()
        browser.wait_for("#headline", "All is well.")
        assert browser.run("return [localStorage.length, document.cookie, location.href.includes('token')]") == [0, "", False]
        assert browser.run("return Object.values(sessionStorage)") == [TOKEN]
        browser.run("sessionStorage.clear()")
        assert all("status of 401" in complaint for complaint in browser.complaints())

    await looked_at(browser, healthy(), look, TOKEN)


async def test_a_pasted_call_is_translated_by_keyboard(browser: Browser) -> None:
    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "All is well.")
        browser.find("#call").send_keys(PASTED, Keys.TAB)
        assert browser.run("return document.activeElement.textContent") == "Translate"
        browser.driver.switch_to.active_element.send_keys(Keys.ENTER)
        browser.wait_for("#translate-said", "Route legacy: calls.create, ")
        shown = browser.text("#translated")
        for piece in (
            "Called=4155550117&Caller=4155550100",
            "POST /2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Calls.json",
            "To=%2B14155550117&From=%2B14155550100",
            '"direction": "outbound-api"',
            "<Called>4155550117</Called>",
            "caller-and-called-became-from-and-to",
            "The number called is now To, the calling number From.",
            "Loss price_unit (call-fields-of-2010)",
        ):
            assert piece in shown
        for secret in ("pasted-secret", "callers-own-secret", "backends-own-secret"):
            assert secret not in shown
        left, right = (browser.find(f".wires > :nth-child({number})").location["x"] for number in (1, 2))
        assert left < right
        assert browser.find("#call").get_attribute("value") == PASTED

    await looked_at(browser, healthy(), look)


async def test_what_cannot_be_translated_is_said_and_what_is_markup_is_text(browser: Browser) -> None:
    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "All is well.")
        browser.find("#call").send_keys("curl 'https://x", Keys.CONTROL, Keys.ENTER)
        browser.wait_for("#translate-said", "no closing quotation")
        assert all("status of 422" in complaint for complaint in browser.complaints())
        browser.find("#call").clear()
        markup = "<img src=x onerror=document.title=1><script>document.title=2</script>"
        browser.find("#call").send_keys(f"POST /elsewhere -d 'x={markup}'", Keys.CONTROL, Keys.ENTER)
        browser.wait_for("#translate-said", "No route in use takes it")
        assert markup in browser.text("#translated")
        assert browser.run("return document.querySelectorAll('#translated img, #translated script').length") == 0
        assert browser.driver.title == "✓ Gateway"

    await looked_at(browser, healthy(), look)


async def test_its_policy_runs_nothing_that_was_put_into_it(browser: Browser) -> None:
    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "All is well.")
        assert browser.complaints() == []
        browser.run(
            """
            const script = document.createElement("script");
            script.textContent = "document.title = 'run'";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<img src='/x' onerror='document.title = 1'><p id=p style='color: red'>");
            """
        )
        assert browser.driver.title == "✓ Gateway"
        assert browser.run("return getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
        assert len([complaint for complaint in browser.complaints() if "Content Security Policy" in complaint]) >= 3

    await looked_at(browser, healthy(), look)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_it_can_be_read_on_a_phone_and_on_a_desk_by_day_and_by_night(browser: Browser, width: int, dark: bool) -> None:
    gateway = healthy()

    def read() -> None:
        assert faint_texts(browser) == []
        assert cut_off(browser) == []
        assert not scrolls_sideways(browser)

    def look(port: int) -> None:
        browser.open(port, width=width, dark=dark)
        browser.wait_for("#headline", "All is well.")
        assert (luminance_of_the_ground(browser) < 0.1) is dark
        read()
        break_backend(gateway.metrics_of)
        gateway.change(change=Change(NOW, ("gateway.yaml:1:1: found " + "x" * 300,)))
        browser.ask_again()
        browser.wait_for("#headline", "Backend pbx is left alone, and 1 thing more.")
        browser.find("#call").send_keys(PASTED, Keys.CONTROL, Keys.ENTER)
        browser.wait_for("#translate-said", "Route legacy")
        read()

    await looked_at(browser, gateway, look)


async def test_the_token_is_asked_for_readably(browser: Browser) -> None:
    def look(port: int) -> None:
        for dark in (False, True):
            browser.open(port, width=360, dark=dark)
            browser.wait_for("#headline", "The gateway asks for a token.")
            assert faint_texts(browser) == []
            assert not scrolls_sideways(browser)
        assert all("status of 401" in complaint for complaint in browser.complaints())

    await looked_at(browser, healthy(), look, TOKEN)


WRITTEN = {
    "seconds(0.00042)": "0.4 ms",
    "seconds(0.0314)": "31 ms",
    "seconds(2.345)": "2.3 s",
    "seconds(null)": "–",
    "share(1, 3)": "33.3 %",
    "share(1, 100000)": "< 0.1 %",
    "share(0, 0)": "–",
    "duration(59)": "59 s",
    "duration(3720)": "1 h 2 min",
    "duration(90061)": "1 d 1 h",
    "count(1234567)": "1,234,567",
    "quantile({bounds: [1, 2, 4], counts: [2, 2, 0, 0]}, 0.5)": 1,
    "quantile({bounds: [1, 2, 4], counts: [0, 4, 0, 0]}, 0.25)": 1.25,
    "quantile({bounds: [1, 2, 4], counts: [0, 0, 0, 3]}, 0.95)": 4,
    "quantile({bounds: [1, 2], counts: [0, 0, 0]}, 0.5)": None,
    "since({bounds: [1], counts: [5, 2]}, {bounds: [1], counts: [3, 2]}).counts": [2, 0],
    "since({bounds: [1], counts: [1, 0]}, {bounds: [1], counts: [3, 2]}).counts": [0, 0],
    "readable({headers: [['Content-Type', 'application/json']], body: '{\"a\":1}'})": '{\n  "a": 1\n}',
    "readable({headers: [['content-type', 'application/xml']], body: '<a><b/><c>x</c></a>'})": "<a>\n  <b/>\n  <c>x</c>\n</a>",
    "readable({headers: [], body: '{\"a\":1}'})": '{"a":1}',
    "readable({headers: [['Content-Type', 'application/json']], body: '{'})": "{",
}


async def test_numbers_times_and_bodies_as_they_are_written(browser: Browser) -> None:
    def look(port: int) -> None:
        browser.open(port)
        browser.wait_for("#headline", "All is well.")
        assert {asked: browser.run(f"return {asked}") for asked in WRITTEN} == WRITTEN

    await looked_at(browser, healthy(), look)
