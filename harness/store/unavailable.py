"""What a store answers while it cannot reach what it keeps: 503, and when to come again."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from harness.store.login import PREFIX
from harness.store.management_errors import problem, problem_v2
from harness.store.pages import bare
from harness.store.web import as_json

RETRY_AFTER = 1
"""Seconds."""

TITLE = "The store cannot reach its state; come again in a second"


class UnavailableError(Exception):
    """What the store keeps cannot be reached, or not surely; the message says why, without any secret."""


async def unavailable(request: Request, error: Exception) -> Response:
    """Return the answer to a request that met ``error``, for Starlette to send."""
    return answer(request.scope)


def answer(scope: Scope) -> Response:
    """Return 503 in the shape that the caller reads: JSON for the APIs and the SDK, else a page."""
    parts = scope["path"].split("/")
    if parts[1:2] == ["stores"]:
        told = problem_v2(503, TITLE) if parts[3:4] == ["v2"] else problem(503, TITLE)
    elif scope["raw_path"].startswith(PREFIX) and scope["method"] == "POST":
        told = as_json({"status": 503, "title": TITLE, "type": "unavailable", "errors": [TITLE]}, 503)
    else:
        told = bare("unavailable", 503)
    told.headers["retry-after"] = str(RETRY_AFTER)
    told.headers["cache-control"] = "no-store"
    return told
