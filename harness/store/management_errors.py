"""Error bodies of the management API: v2 answers with an array, v3 with an object (Status codes)."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from harness.store.quota import Count
from harness.store.web import as_json

TYPE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"


def problem(status: int, title: str, errors: Mapping[str, str] | None = None) -> Response:
    """Return a v3 error."""
    return as_json({"status": status, "title": title, "type": TYPE, "errors": dict(errors or {})}, status)


def problem_v2(status: int, message: str) -> Response:
    """Return a v2 error."""
    return as_json([{"status": status, "message": message}], status)


def credentials_missing(request: Request) -> Response:
    """Return the answer to a missing or unknown access token."""
    return _either(request, 401, "Unauthorized")


def forbidden(request: Request, status: int) -> Response:
    """Return the answer to a missing scope, and to another store's hash in the path."""
    return _either(request, status, "You don't have a required scope to access the endpoint")


def exhausted(request: Request, count: Count) -> Response:
    """Return the answer beyond the rate limit."""
    answer = _either(request, 429, "Too many requests")
    answer.headers["X-Retry-After"] = answer.headers["Retry-After"] = str(count.reset_ms // 1000 + 1)
    return answer


def _either(request: Request, status: int, text: str) -> Response:
    # The paths are /stores/{hash}/v2/… and /stores/{hash}/v3/….
    if request.scope["path"].split("/")[3:4] == ["v2"]:
        return problem_v2(status, text)
    return problem(status, text)
