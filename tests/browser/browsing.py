"""A real headless Chromium that looks at the operators' page, and what it is asked of it.

It has a profile of its own and reaches nothing but the gateway of the test. Whoever waits for something does so for PATIENCE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE = 30.0  # seconds, on a busy machine
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
)


@dataclass(frozen=True)
class Browser:
    """One window, which shows one page after the other."""

    driver: webdriver.Chrome

    def open(self, port: int, *, width: int = 1280, dark: bool = False) -> None:
        """Show the page in a fresh tab's state: without a token, and of that width, in CSS pixels."""
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.driver.get(f"http://127.0.0.1:{port}/")

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """What is to be read there: nothing where it is hidden."""
        script = "const found = document.querySelector(arguments[0]); return found.checkVisibility() ? found.innerText : ''"
        return str(self.run(script, selector))

    def rows(self, selector: str) -> list[list[str]]:
        """The cells of the tables there, row by row."""
        # In one go: the page may be shown anew between two questions.
        script = (
            "return [...document.querySelectorAll(arguments[0])].map((row) => [...row.cells].map((cell) => cell.innerText))"
        )
        rows: list[list[str]] = self.run(script, f"{selector} tbody tr")
        return rows

    def wait(self, condition: Callable[[], bool]) -> None:
        """Until it holds. Raises TimeoutException after PATIENCE."""
        WebDriverWait(self.driver, PATIENCE, poll_frequency=0.05).until(lambda _: condition())

    def wait_for(self, selector: str, text: str) -> None:
        """Until that can be read there."""
        self.wait(lambda: text in self.text(selector))

    def leave(self) -> None:
        """Show nothing any more."""
        self.driver.get("about:blank")

    def ask_again(self) -> None:
        """Have the page ask the gateway now, as it does when somebody comes back to it."""
        self.run("document.dispatchEvent(new Event('visibilitychange'))")

    def run(self, script: str, *arguments: object) -> Any:
        """Runs it as the developers' tools do, beside the page's own policy."""
        return self.driver.execute_script(script, *arguments)

    def complaints(self) -> list[str]:
        """What the console holds since it was last looked at: errors, and whatever the policy forbade."""
        log = self.driver.get_log("browser")  # type: ignore[no-untyped-call]  # the library's
        return [str(entry["message"]) for entry in log]


@contextmanager
def browsing(chromium: str, chromedriver: str, profile: str) -> Iterator[Browser]:
    """A browser for as long as it is needed."""
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
