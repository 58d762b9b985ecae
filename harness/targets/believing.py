"""Whom a verifier believes, as a program or a function says it.

A shim prints ``{"accepted": true, "customer_id": 4927}``. A function says it in any of these ways:

======================================================  ==================================================
what it returns                                         what that means
======================================================  ==================================================
True, False                                             accepted, refused
an int                                                  accepted, the customer with this id
None                                                    refused
(bool, id)                                              accepted or refused, the customer with this id
a mapping, or an object, with a boolean ``accepted``    as a shim's answer, with ``customer_id`` if it is there
a mapping with the claims of a token                    accepted, the customer ``customer["id"]`` if it is there
a mapping, or an object, with ``customer_id``           accepted, this customer; None is no answer
======================================================  ==================================================

"""

from collections.abc import Mapping
from typing import Any

from harness.targets.speech import Speech, Told

CLAIMS = {"iss", "aud", "sub", "exp", "iat", "nbf", "jti", "operation", "customer", "version", "application_id"}


def read(answer: Mapping[str, Any]) -> Told | None:
    """Return what a shim's line means; None without a boolean ``accepted``."""
    accepted = answer.get("accepted")
    return Told(accepted, answer.get("customer_id")) if isinstance(accepted, bool) else None


def meant(value: object) -> Told | None:
    """Return whether a token was accepted and whose it is, as the table says; None if ``value`` is not in it."""
    match value:
        case None:
            return Told(accepted=False)
        case bool():
            return Told(value)
        case int():
            return Told(True, int(value))
        case (bool() as accepted, customer) if isinstance(value, tuple):
            return Told(accepted, customer)
        case Mapping():
            return _mapped(value)
        case str() | bytes() | float() | list() | tuple() | type():
            return None
    said, customer = getattr(value, "accepted", None), getattr(value, "customer_id", None)
    if isinstance(said, bool):
        return Told(said, customer)
    return None if customer is None else Told(True, customer)


def _mapped(value: Mapping[Any, Any]) -> Told | None:
    customer = value.get("customer_id")
    if "accepted" in value:
        return Told(value["accepted"], customer) if isinstance(value["accepted"], bool) else None
    if customer is not None:
        return Told(True, customer)
    if "customer_id" not in value and not CLAIMS.isdisjoint(value):
        person = value.get("customer")
        return Told(True, person.get("id") if isinstance(person, Mapping) else None)
    return None


VERIFIER = Speech(
    line='print one line for each token, {"accepted": true or false, "customer_id": …}, and logs to standard error',
    wants="a boolean accepted",
    read=read,
    returns="return True or False, the customer's id or None, or a mapping with accepted and customer_id",
    meant=meant,
)
