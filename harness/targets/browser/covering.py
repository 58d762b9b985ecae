"""What is to be covered in a picture of a page: the elements whose own text or value nobody is to see."""

from collections.abc import Callable
from typing import Any

from harness.targets.browser.asking import told_by

MOST = 40
"""Elements of one page that are covered one by one; where there are more, the page is covered whole."""
ANSWERS = 1000
"""Milliseconds in which a page has to tell its texts; one that hangs has none to tell."""

_TEXTS = """() => {
  const own = one => [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join("");
  const seen = one => {
    const box = (one.closest("select") ?? one).getBoundingClientRect();
    return box.width && box.height && box.bottom > 0 && box.top < innerHeight;
  };
  const all = [...document.querySelectorAll("*")].slice(0, 20000);
  return all.map((one, at) => [
    one.closest("select") ? all.indexOf(one.closest("select")) : at,
    seen(one) ? [own(one), one.value, one.placeholder].filter(text => typeof text === "string").join(" ") : "",
  ]).filter(([, text]) => text.trim()).slice(0, 3000).map(([at, text]) => [at, text.slice(0, 5000)]);
}"""


def covers(page: Any, hides: Callable[[str], bool]) -> list[Any]:
    """Return the locators of what shows texts of which ``hides`` says so, in all frames of Playwright's ``page``.

    Playwright's Error if the page hangs or is gone.
    """
    found = [one for frame in page.frames for one in _within(frame, hides)]
    return found if len(found) <= MOST else [page.locator("html")]


def _within(frame: Any, hides: Callable[[str], bool]) -> list[Any]:
    texts = told_by(frame, _TEXTS, None, ANSWERS)
    places = sorted({int(at) for at, text in texts if hides(text)})
    return [frame.locator(f"xpath=(//*)[{at + 1}]") for at in places]
