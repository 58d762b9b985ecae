"""What a store sells and has sold, as far as pages and the management API show it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A product: ``price`` in dollars with two decimals, ``url`` the path of its page."""

    id: int
    name: str
    price: str
    url: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a customer has bought, one of each."""

    id: int
    customer_id: int
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A store's products by the path of their pages, and its orders by id; both in the order of the seed."""

    products: Mapping[str, Product]
    orders: Mapping[int, Order]

    def search(self, words: str) -> list[Product]:
        """Return the products in whose names ``words`` stand, in whatever case."""
        return [product for product in self.products.values() if words.lower() in product.name.lower()]


EMPTY = Catalogue({}, {})
