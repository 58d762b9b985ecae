"""The probes of a target: what a hunt tries there, by its role."""

from collections.abc import Sequence

from harness.contract.words import Level
from harness.fuzz.moves import Source
from harness.fuzz.probe import Probe
from harness.suite.roles import Hands, Suite
from harness.targets.errors import TargetError
from harness.verdict.context import Context
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.notebook import Notebook
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.verifier.suite import VerifierSuite


def probes_of(context: Context, hands: Hands, source: Source = Source.BOTH) -> Sequence[Probe]:
    """Return the probes for the target of ``context``, reached by ``hands``; TargetError for a role that has none."""
    suite = _suite(context, hands)
    match suite:
        case VerifierSuite():
            from harness.fuzz.verifier import token_probe

            return [token_probe(suite, source)]
        case StorefrontSuite():
            from harness.fuzz.flows.storefront import store_flows
            from harness.fuzz.store import login_probe

            return [login_probe(suite, source), store_flows(suite)]
        case IssuerSuite():
            from harness.fuzz.asking import asks_probe
            from harness.fuzz.flows.issuer import issuer_flows

            return [asks_probe(suite), issuer_flows(suite)]
    raise TargetError(f"there is nothing to fuzz for the role {context.target.role} yet")


def check_twin(context: Context, hands: Hands) -> None:
    """Present what is valid; InconclusiveError unless the target takes it right now."""
    suite = _suite(context, hands)
    assert isinstance(suite, VerifierSuite | StorefrontSuite | IssuerSuite)
    suite.check_twin()


def _suite(context: Context, hands: Hands) -> Suite:
    rule = f"{context.target.role}.robustness"
    return hands.suite(Notebook("fuzz", "fuzz", rule, Level.MUST, context.profile, strict=context.strict))
