"""The first words with a storefront of one's own: does its form sign in, and what is it that then opens the account?"""

from dataclasses import replace

from harness.targets.browser.chromium import Chromium
from harness.targets.errors import TargetDownError
from harness.verdict.evidence import scrubbed
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.shoppers import Shoppers
from harness.verdict.headless.tour import Tour
from harness.verdict.notebook import Notebook
from harness.verdict.stop import InconclusiveError


def hello(context: HeadlessContext, chromium: Chromium, note: Notebook) -> None:
    """Make the first visit; ``context.stopped`` says why, if nothing can be concluded."""
    chromium.start()  # where there is no browser, that is to be told and not how the visit went
    visit, stopped = None, ""
    try:
        visit = Tour(context.target, context.door(), Shoppers(context, chromium, note)).made()
    except (InconclusiveError, TargetDownError) as error:
        stopped = str(error)
    note.wind_up(well=False)  # with a trace: which scenarios will fail by what was seen, nobody knows yet
    kept = tuple(note.artefacts)
    context.visit = replace(visit, artefacts=kept) if visit else None
    context.stopped, context.artefacts = str(scrubbed(stopped, note.secrets)), () if visit else kept
