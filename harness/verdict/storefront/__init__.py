"""The storefront role: a store's login door and its session, as scenarios see them."""
