"""Running one scenario: its notebook, its fixtures, and how it ends."""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import pytest

from harness.contract.rules import rules
from harness.contract.words import Verdict
from harness.faults import Deviation
from harness.judge.issued import Check
from harness.suite.again import Retrying
from harness.suite.collection import ROW
from harness.suite.commands import curl_line, replay_line
from harness.suite.places import rule_of
from harness.suite.roles import Hands, StorefrontHands
from harness.suite.turns import Turns
from harness.targets.errors import TargetDownError
from harness.tokens import Draft, login
from harness.verdict.context import Context
from harness.verdict.decide import weigh
from harness.verdict.notebook import Notebook
from harness.verdict.records import Record
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.terms import terms_of

EXPECTED = {"refuses": "refused", "accepts": "accepted", "contains": "refused, or landed on the store's own origin"}
"""What a scenario expects, by its verb; others expect what their title says."""
TARGETS = ("storefront", "verifier", "issuer", "headless")
"""The names under which scenarios are given the target under test."""
OURS = frozenset({*TARGETS, "browser", "kept", "login_token", "deviation", "check", "algorithm"})
"""What a scenario may name that needs no fixtures of pytest's."""
LACKS = {"browser": 'the target file does not say driver = "browser"', "https": "the target's url is not https"}
"""How it is told that the target file has not what a scenario needs, where that is not plain from the key."""
NOTE = pytest.StashKey[Notebook]()
PROPERTY = "tokenassay"


class AdvisoryWarning(UserWarning):
    """A rule that does not bind firmly enough to fail was broken."""


class Runner:
    """The hooks and fixtures of one process: every scenario gets a notebook and ends in one record."""

    def __init__(self, context: Context, hands: Hands, lock: Turns, pack: Callable[[Record], object]) -> None:
        """Serve scenarios against the target of ``context``; ``pack`` makes records fit to travel on a report."""
        self.context, self.hands, self.lock, self.pack = context, hands, lock, pack
        self.note: Notebook
        self.secrets = context.all_secrets()

    @pytest.fixture
    def storefront(self) -> Any:
        """Return the store under test."""
        return self.hands.suite(self.note)

    @pytest.fixture
    def headless(self) -> Any:
        """Return the storefront of one's own under test."""
        return self.hands.suite(self.note)

    @pytest.fixture
    def browser(self) -> Any:
        """Return the store under test as real browsers meet it."""
        return self._browser()

    @pytest.fixture
    def login_token(self) -> Draft:
        """Return the draft of a fresh valid login token."""
        return self._login_token()

    @pytest.fixture
    def verifier(self) -> Any:
        """Return the app's server under test."""
        return self.hands.suite(self.note)

    @pytest.fixture
    def issuer(self) -> Any:
        """Return the app under test that logs people in."""
        return self.hands.suite(self.note)

    @pytest.fixture
    def kept(self) -> Any:
        """Return what tries kept examples again."""
        return self._kept()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Open the notebook before anything else happens."""
        if ROW in item.stash:
            item.stash[NOTE] = self.note = self._notebook(item)
            if isinstance(item, pytest.Function) and OURS.issuperset(item.fixturenames):
                # pytest would look for each of them on a way that takes longer than the scenario itself.
                item.setup = partial(self._give, item)  # type: ignore[method-assign]
            # pytest would otherwise draw up the source of every ending, at some 20 ms each.
            item.repr_failure = partial(_brief, item.repr_failure)  # type: ignore[method-assign]
        with self.lock.turn(alone=terms_of(getattr(item, "function", None)).alone):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Run the scenario; a breach that only advises ends in a warning instead of a failure."""
        if ROW not in pyfuncitem.stash:
            return (yield)
        note = pyfuncitem.stash[NOTE]
        self._admit(pyfuncitem)
        try:
            with note.wound_up(), self.context.watched():
                result = yield
        except Broken as broken:
            if weigh(Verdict.FAIL, note.level, note.firm, note.strict) is Verdict.FAIL:
                raise
            self._finish(pyfuncitem, note.record(Verdict.FAIL, str(broken), broken.rule))
            if pyfuncitem.config.pluginmanager.has_plugin("warnings"):  # `tokenassay run` has a terminal of its own
                pyfuncitem.warn(AdvisoryWarning(f"{note.id}: {broken}"))
            return True
        self._finish(pyfuncitem, note.record(Verdict.PASS))
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Turn the scenario's own endings into pytest's, and put the record on the report."""
        report = yield
        if ROW not in item.stash or call.excinfo is None:
            return report
        note, error = item.stash[NOTE], call.excinfo.value
        match error:
            case Broken():
                record, report.longrepr = note.record(Verdict.FAIL, str(error), error.rule), f"{note.id}: {error}"
            case InconclusiveError():
                record, report.longrepr = (
                    note.record(Verdict.INCONCLUSIVE, str(error)),
                    f"{note.id}: inconclusive: {error}",
                )
            case TargetDownError():
                record, report.longrepr = note.record(Verdict.INCONCLUSIVE, str(error)), f"{note.id}: {error}"
            case NotApplicableError():
                record = note.record(Verdict.NOT_APPLICABLE, str(error))
                report.outcome, report.longrepr = "skipped", (str(item.path), 0, f"not applicable: {error}")
            case _:
                record = note.record(Verdict.ERROR, f"{type(error).__name__}: {error}")
        report.user_properties.append((PROPERTY, self.pack(record)))
        return report

    def _give(self, item: pytest.Function) -> None:
        """Give a scenario what it names, which nothing has to tidy up."""
        for name in item.fixturenames:
            if name in TARGETS:
                item.funcargs[name] = self.hands.suite(self.note)
            elif name == "login_token":
                item.funcargs[name] = self._login_token()
            elif name == "browser":
                item.funcargs[name] = self._browser()
            elif name == "kept":
                item.funcargs[name] = self._kept()
            else:
                item.funcargs[name] = item.callspec.params[name]

    def _browser(self) -> Any:
        assert isinstance(self.hands, StorefrontHands)
        return self.hands.browsing(self.note)

    def _kept(self) -> Any:
        return Retrying(self.context, self.hands, self.note)

    def _login_token(self) -> Draft:
        assert isinstance(self.context, StorefrontContext)
        return login(self.context.scene())

    def _finish(self, item: pytest.Item, record: Record) -> None:
        item.user_properties.append((PROPERTY, self.pack(record)))

    def _notebook(self, item: pytest.Item) -> Notebook:
        assert isinstance(item, pytest.Function)
        rule = rules()[rule_of(item.path)]
        terms = terms_of(item.function)
        said = (item.function.__doc__ or item.name).strip().split("\n")[0].rstrip(".")
        note = Notebook(
            id=item.stash[ROW],
            title=said,
            rule=rule.id,
            level=terms.level or rule.level,
            profile=self.context.profile,
            strict=self.context.strict,
            rests=terms.rests,
            expected=EXPECTED.get(item.originalname.partition("_")[0], said),
            standing=rule.standing,
            secrets=self.secrets,
        )
        note.replay = replay_line(note.id, self.context)
        given = item.callspec.params if hasattr(item, "callspec") else {}
        deviation = given.get("deviation") or given.get("check")
        algorithm = str(given.get("algorithm", ""))
        name = deviation.id if isinstance(deviation, Deviation | Check) else ""
        note.curl = curl_line(name, self.context, algorithm)
        return note

    def _admit(self, item: pytest.Function) -> None:
        if self.context.stopped:
            item.stash[NOTE].artefacts.extend(self.context.artefacts)
            raise InconclusiveError(self.context.stopped)
        for key in terms_of(item.function).needs:
            if not present(self.context, key):
                raise NotApplicableError(LACKS.get(key, f"the target file has no {key}"))


def _brief(
    otherwise: Callable[[pytest.ExceptionInfo[BaseException]], Any], excinfo: pytest.ExceptionInfo[BaseException]
) -> Any:
    if isinstance(excinfo.value, (Broken, InconclusiveError, NotApplicableError)):
        return str(excinfo.value)
    return otherwise(excinfo)


def present(context: Context, key: str) -> bool:
    """Whether the target has the dotted ``key``; ``peer``, ``browser`` and ``customers.password`` hold or do not."""
    if key == "browser":
        return getattr(context.target, "driver", "") == "browser"
    if key == "https":
        return context.target.where.startswith("https://")
    if key == "peer":
        return bool(getattr(context, "peer", ""))
    if key == "customers.password":
        return sum(one.password is not None for one in context.parties.customers.values()) > 1
    value: Any = context.target
    for part in key.split("."):
        value = getattr(value, part, None)
        if value is None:
            return False
    return bool(value)
