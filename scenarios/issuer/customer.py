"""issuer.customer: name the right customer, as an integer (Customer Login API, customer_id)."""

from harness.fuzz.issuing import customer_ids
from harness.fuzz.properties import for_all
from harness.judge.issued import Check
from harness.tokens import Customer
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import NotApplicableError


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The customer is the one who is signed in at the app."""
    issuer.holds(check)


def mints_for_each_customer(issuer: IssuerSuite) -> None:
    """Whoever is signed in at the app, the token names them."""
    for customer in issuer.context.people:
        issuer.must_be_right(issuer.mint(customer), "customer.")


def mints_for_an_address_with_a_plus(issuer: IssuerSuite) -> None:
    """A customer whose e-mail holds a plus sign is found by it."""
    context = issuer.context
    if not (context.any_customer and context.asks_the_store and context.target.holds("email")):
        raise NotApplicableError("customers are not looked up by {email} at {api_url}")
    issuer.must_be_right(issuer.mint(issuer.crowd[7]), "customer.")


def mints_right_for_any_customer(issuer: IssuerSuite) -> None:
    """Whatever the customer's id, the token is right in all (made up by Hypothesis)."""
    if not issuer.context.any_customer:
        raise NotApplicableError("the app logs in the customers of the target file alone")

    def holds(number: int) -> None:
        issuer.must_be_right(issuer.mint(Customer(number, f"shopper{number}@example.com")))

    for_all(customer_ids(), holds, issuer.context.seed)
