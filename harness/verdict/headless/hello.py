"""The first words with a storefront of one's own: does its form sign in, and what is it that then opens the account?"""

from dataclasses import replace

from harness.targets.browser.chromium import Chromium
from harness.targets.errors import TargetDownError
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.shoppers import Shoppers
from harness.verdict.headless.tour import Tour
from harness.verdict.notebook import Notebook
from harness.verdict.stop import InconclusiveError


def hello(context: HeadlessContext, chromium: Chromium, note: Notebook) -> None:
    """Make the first visit; ``context.stopped`` says why, if nothing can be concluded."""
    chromium.start()  # where there is no browser, that is to be told and not how the visit went
    visit = None
    try:
        visit = Tour(context.target, context.door(), Shoppers(context, chromium, note)).made()
    except (InconclusiveError, TargetDownError) as error:
        context.stopped = str(error)
    note.wind_up(well=visit is not None and not visit.sightings)
    context.visit = replace(visit, artefacts=tuple(note.artefacts)) if visit else None
