"""The browser's scenarios, and the same page visits by Playwright alone.

``python browser_replay.py record FILE`` runs the scenarios once and writes down what every window was made to do.
``python browser_replay.py run TOLD`` is `tokenassay run`. ``python browser_replay.py bare TOLD FILE`` does what FILE
says with plain Playwright, in a fresh store that was started as in a run: its clock shows the time of then, so that
the tokens, which are those of then, open the same doors.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from common import HERE

from harness.targets.browser.window import Window
from harness.targets.control import Remote
from harness.targets.process import running
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.target_file import load_target
from harness.verdict.storefront.context import StorefrontContext

TARGET = HERE.parent / "fixtures" / "targets" / "mock-browser.toml"
CHOSEN = "browser"
DONE = ("open", "back", "reload", "tab", "run", "stand_in", "keep_within", "close")
"""What windows are made to do, and is done again."""
VISITS = ("open", "back", "reload")
"""Those of them that load a page."""
Step = tuple[int, str, list[Any], Any]
"""A window's number, what it did ("window" for its opening), with what, and the status that came of it."""
LENIENT = """name = "lenient"
[facts]
"login.window" = { value = 900, standing = "assumed", source = "a replay takes another time than the run" }
"login.future" = { value = 900, standing = "assumed", source = "a replay takes another time than the run" }
"""


def record(file: Path) -> None:
    """Run the scenarios once, and write down what their windows did."""
    steps: list[Step] = []
    numbers: dict[int, int] = {}
    opened, started = Window.__init__, int(time.time())

    def opening(window: Window, *given: Any, **named: Any) -> None:
        opened(window, *given, **named)
        numbers[id(window.page)] = len(numbers)
        steps.append((numbers[id(window.page)], "window", [], None))

    def noting(name: str) -> Any:
        done = getattr(Window, name)

        def noted(window: Window, *given: Any, **named: Any) -> Any:
            step: list[Any] = [numbers.get(id(window.page), 0), name, [_plain(one) for one in given], None]
            steps.append(step)  # type: ignore[arg-type]
            came = done(window, *given, **named)
            if name == "tab":
                numbers[id(came.page)] = len(numbers)
            step[3] = came if isinstance(came, int) else None
            return came

        return noted

    Window.__init__ = opening  # type: ignore[method-assign]
    for name in DONE:
        setattr(Window, name, noting(name))
    run(file.with_suffix(".told"))
    file.write_text(json.dumps({"started": started, "steps": steps}))


def run(told: Path) -> dict[str, Any]:
    """Run the scenarios, reports and all, and return how many those were; SystemExit unless the store conforms."""
    from harness.cli.main import cli

    with tempfile.TemporaryDirectory() as reports:
        try:
            cli(["run", "--reports", reports, "-k", CHOSEN, str(TARGET)], standalone_mode=False)
        except SystemExit as ended:
            if ended.code:
                raise
        found = json.loads(Path(reports, "results.json").read_text())["targets"][0]["scenarios"]
    return {"scenarios": len(found)}


def bare(told: Path, file: str) -> dict[str, Any]:
    """Do the steps of ``file`` again, and return how many there were, and how many visits had the same status."""
    found = json.loads(Path(file).read_text())
    target = load_target(TARGET)
    assert isinstance(target, StorefrontTarget)
    assert target.start
    profile = told.with_suffix(".toml")
    profile.write_text(LENIENT)
    command = (*target.start.command, "--control", "--profile", str(profile))
    start = target.start.model_copy(update={"command": command})
    with running(start, TARGET.parent, target.address):
        control = Remote(f"{(start.ready or '').rstrip('/')}/_tokenassay")
        control.send("PUT", "/clock", {"mode": "shift", "seconds": found["started"] - time.time()})
        same = _again(found["steps"], StorefrontContext(target))
    visits = sum(name in VISITS for _, name, _, _ in found["steps"])
    return {"steps": len(found["steps"]), "visits": visits, "same": same}


def _again(steps: list[Step], context: StorefrontContext) -> int:
    """Do ``steps`` by plain Playwright, with the browser that a run starts, and return how many visits went alike."""
    from playwright.sync_api import Error

    chromium = context.chromium()
    chromium.traced = False
    chromium.start()
    pages: dict[int, Any] = {}
    same = 0
    for number, name, given, status in steps:
        if name == "window":
            plain = chromium._browser.new_context()
            plain.grant_permissions(["local-network-access"])
            pages[number] = plain.new_page()
        elif name == "tab":
            pages[len(pages)] = pages[number].context.new_page()
        else:
            try:
                came = _done(pages[number], name, given)
            except Error:
                came = 0
            same += name in VISITS and came == status
    chromium.close()
    return same


def _done(page: Any, name: str, given: list[Any]) -> int | None:
    """Do one step, and return the status of a visit."""
    match name:
        case "open":
            answer = page.goto(given[0])
        case "back":
            answer = page.go_back()
        case "reload":
            answer = page.reload()
        case "run":
            page.evaluate(*given)
            return None
        case "stand_in":
            html = given[1]
            page.context.route(f"{given[0]}/**", lambda route: route.fulfill(content_type="text/html", body=html))
            return None
        case "keep_within":
            inside = tuple(f"{one}/" for one in given[0])
            page.context.route(
                "**/*", lambda route: route.fallback() if route.request.url.startswith(inside) else route.abort()
            )
            return None
        case _:
            page.context.close()
            return None
    return answer.status if answer else 0


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | list | dict) else str(value)


if __name__ == "__main__":
    output = Path(sys.argv[2])
    facts = {"record": record, "run": run, "bare": bare}[sys.argv[1]](output, *sys.argv[3:])
    if facts:
        output.write_text(json.dumps(facts))
