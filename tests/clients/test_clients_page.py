"""The page about client libraries: they are run again, and it still says what they do."""

import pytest

from docs.clients import PAGE, page
from fixtures.clients.install import missing
from fixtures.clients.running import NOW, Seen, observations
from tests.optional import lacking


@pytest.fixture(scope="module")
def seen() -> dict[str, Seen]:
    if absent := missing():
        lacking(f"missing: {', '.join(absent)}; run python fixtures/clients/install.py")
    return {one.client.title: one for one in observations()}


def test_the_page_is_what_the_libraries_do(seen: dict[str, Seen]) -> None:
    assert page(tuple(seen.values())) == PAGE.read_text("utf-8"), "run python docs/clients.py"


def test_the_official_client_is_right_about_the_path_since_0_17_3(seen: dict[str, Seen]) -> None:
    current, old = seen["pip bigcommerce 0.23.4"], seen["pip bigcommerce 0.17.2"]
    assert current.redeemed["deep"][0] == "lands on /cart.php?a=1"
    assert "redirect_url" in old.claims("deep")
    assert old.redeemed["deep"][0] == "lands on /account.php"


def test_an_old_official_client_dies_of_a_new_pyjwt(seen: dict[str, Seen]) -> None:
    assert seen["pip bigcommerce 0.20.1"].made["plain"]["error"] == "AttributeError"


def test_half_of_the_verifiers_refuse_real_tokens(seen: dict[str, Seen]) -> None:
    checking = {title: one for title, one in seen.items() if one.taken and one.client.purpose != "load"}
    assert {title for title, one in checking.items() if not one.takes("valid", "HS512")} == {
        "pip bigcommerce 0.22.2",
        "pip bigcommerce 0.22.0",
        "npm bigcommerce-oauth-client 0.4.1",
    }


def test_none_of_them_looks_at_store_or_operation(seen: dict[str, Seen]) -> None:
    takers = [one for one in seen.values() if one.takes("valid")]
    assert len(takers) == 5
    assert all(one.takes("other-store") and one.takes("operation") for one in takers)


def test_vue_storefront_renews_expired_sessions_and_mixes_people_up(seen: dict[str, Seen]) -> None:
    shop = seen["npm @vue-storefront/bigcommerce-api 1.0.3"]
    assert shop.renews()
    slow, quick = shop.more["together"]["value"]
    assert (slow["told"]["customer_id"], quick["told"]["customer_id"]) == (4927, 4928)
    assert shop.customer_of(slow["cookie"]) == shop.customer_of(quick["cookie"]) == 4928


def test_rounding_puts_tokens_into_the_future(seen: dict[str, Seen]) -> None:
    documented = seen["the documentation's JavaScript"]
    assert documented.claims()["iat"] == NOW + 1
    assert documented.redeemed["plain"] == ("refused (iat-future)", "lands on /account.php")
