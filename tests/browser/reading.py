"""How well a page can be read: the contrast of every text with what is behind it (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

from tests.browser.browsing import Browser

ENOUGH = 4.5  # for text of any size
_TEXTS = """
const colour = (text) => {
  const numbers = text.match(/[\\d.]+/g).map(Number);
  return { rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1 };
};
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const ground = colour(getComputedStyle(at).backgroundColor);
    if (ground.alpha > 0) return ground.rgb;
  }
  return null;
};
const texts = [];
for (const element of document.body.querySelectorAll("*")) {
  const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
  const box = element.getBoundingClientRect();
  if ((own || element.value) && box.width && box.height && !element.disabled && getComputedStyle(element).clipPath === "none") {
    texts.push([own || element.value, colour(getComputedStyle(element).color).rgb, behind(element)]);
  }
}
return texts;
"""
_CUT_OFF = """
return [...document.querySelectorAll("main *, header *")].filter((element) => {
  const box = element.getBoundingClientRect();
  return box.width && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
}).map((element) => element.outerHTML.slice(0, 80));
"""


def faint_texts(browser: Browser) -> list[str]:
    """Those that can be seen and not well, with their contrast."""
    faint = []
    for text, colour, ground in browser.run(_TEXTS):
        light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
        if (contrast := (light + 0.05) / (dark + 0.05)) < ENOUGH:
            faint.append(f"{text[:40]} ({contrast:.2f})")
    return faint


def luminance_of_the_ground(browser: Browser) -> float:
    """0 is black, 1 white."""
    ground = browser.run("return getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)")
    return _luminance(ground[:3])


def cut_off(browser: Browser) -> list[str]:
    """The parts of the page that stand over its edge."""
    found: list[str] = browser.run(_CUT_OFF)
    return found


def scrolls_sideways(browser: Browser) -> bool:
    return bool(browser.run("return document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def _luminance(rgb: list[float]) -> float:
    """WCAG 2.2, relative luminance."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
