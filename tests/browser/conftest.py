"""One browser for all tests of a process: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.browsing import Browser, browsing
from tests.clients.sessions import need_package


@pytest.fixture(scope="session")
def the_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    chromium, chromedriver = need_package("chromium"), need_package("chromium-driver")
    with browsing(chromium, chromedriver, str(tmp_path_factory.mktemp("profile"))) as browser:
        yield browser


@pytest.fixture
def browser(the_browser: Browser) -> Iterator[Browser]:
    """The browser, which has nothing to complain of at the end of a test."""
    the_browser.complaints()
    yield the_browser
    the_browser.leave()
    assert the_browser.complaints() == []
