"""What v2 takes of a customer: the fields of a new one and of a change, and the filters of a list (Customers v2).

Every field outside of these is refused by name, the read-only ones (id, dates, addresses, …) among them.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from harness.store.seed_shapes import Email, Name, Text

Whole = Annotated[int, Field(ge=0, le=2**53)]


class Refused(ValueError):
    """A body or a filter that v2 does not take; the text is for the answer."""


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Authentication(_Body):
    """A new password, perhaps twice, and whether the next login asks for another."""

    password: Name = ""
    password_confirmation: Name | None = None
    force_reset: bool | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.password_confirmation not in (None, self.password):
            raise ValueError("password_confirmation is not password")
        return self


class Changes(_Body):
    """What PUT may bring. The second half is taken and not kept."""

    email: Email = ""
    first_name: Text = ""
    last_name: Text = ""
    group_id: Annotated[int, Field(ge=0, le=2**31, alias="customer_group_id")] = 0
    authentication: Annotated[Authentication, Field(alias="_authentication")] = Authentication()

    company: str | None = None
    phone: str | None = None
    notes: str | None = None
    store_credit: str | int | float | None = None
    registration_ip_address: str | None = None
    tax_exempt_category: str | None = None

    def kept(self) -> dict[str, Any]:
        """Return those fields of a customer that were sent."""
        return self.model_dump(include={"email", "first_name", "last_name", "group_id"}, exclude_unset=True)


class NewCustomer(Changes):
    """What POST brings: the e-mail address and both names at least."""

    email: Email
    first_name: Text
    last_name: Text


class Filters(BaseModel):
    """Filters and the page asked for; text is compared without regard to case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    email: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    company: Name | None = None
    phone: Name | None = None
    store_credit: Name | None = None
    tax_exempt_category: Name | None = None
    customer_group_id: Whole | None = None
    min_id: Whole = 0
    max_id: Whole = 2**53
    page: Annotated[int, Field(ge=1, le=2**31)] = 1
    limit: Annotated[int, Field(ge=1, le=2**31)] = 50

    def fields(self) -> dict[str, str]:
        """Return the fields that customers must have, in lower case."""
        asked = self.model_dump(exclude={"min_id", "max_id", "page", "limit"}, exclude_none=True)
        return {name: str(value).lower() for name, value in asked.items()}


_Sent = TypeVar("_Sent", bound=Changes)


def sent(shape: type[_Sent], body: bytes) -> _Sent:
    """Return ``body`` as ``shape``; raise Refused."""
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        raise _refused(error) from None


_Asked = TypeVar("_Asked", bound=BaseModel)


def filters_of(shape: type[_Asked], query: Mapping[str, str]) -> _Asked:
    """Return the filters of a query string as ``shape``; raise Refused."""
    try:
        return shape.model_validate(dict(query))
    except ValidationError as error:
        raise _refused(error) from None


def _refused(error: ValidationError) -> Refused:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    name = ".".join(str(part) for part in first["loc"])[:100]
    match first["type"]:
        case "extra_forbidden":
            return Refused(f"The field '{name}' is not supported by this resource.")
        case "missing":
            return Refused(f"The required field '{name}' was not supplied.")
        case _:
            return Refused(f"The field '{name}' is invalid." if name else "The body is no JSON object.")
