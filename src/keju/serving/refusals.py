"""What the endpoint refuses, and the errors of a model's infrastructure, as OpenAI shapes them.

``{"error": {"message", "type", "param", "code"}}`` with the HTTP status of the OpenAI reference.
"""

from __future__ import annotations

import math
from typing import Any

from keju.core.records import Failure, FailureKind

__all__ = ["Refusal", "full", "mistaken", "of_failure", "too_large", "unknown_model", "wrong"]

_KINDS = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """A request that gets an error instead of an answer; ``retry_after`` is in whole seconds."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.code = code
        self.retry_after = retry_after

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object of the response."""
        other = "server_error" if self.status >= 500 else "invalid_request_error"
        kind = _KINDS.get(self.status, other)
        error = {"message": self.message, "type": kind, "param": self.param, "code": self.code}
        return {"error": error}

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the response."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


def wrong(param: str | None, message: str, code: str = "invalid_value") -> Refusal:
    """Return the refusal of a bad parameter: status 400."""
    return Refusal(400, message, param=param, code=code)


def unknown_model(message: str) -> Refusal:
    """Return the refusal of a model that is not served: status 404."""
    return Refusal(404, message, param="model", code="model_not_found")


def too_large(most: int) -> Refusal:
    """Return the refusal of a body of more than ``most`` bytes: status 413."""
    return Refusal(413, f"The body has more than {most:,} bytes.", code="request_too_large")


def full(seconds: int) -> Refusal:
    """Return the refusal of a request for which there is no place: status 429."""
    message = f"The queue is full; try again in {seconds} s."
    return Refusal(429, message, code="rate_limit_exceeded", retry_after=seconds)


def mistaken() -> Refusal:
    """Return what a client hears of an error of ours: status 500."""
    return Refusal(500, "The server made a mistake; its log says which.", code="internal")


def of_failure(failure: Failure) -> Refusal:
    """Return what a client hears when the model behind the endpoint gave no answer."""
    words = failure.message
    wait = None if failure.retry_after is None else max(1, math.ceil(failure.retry_after))
    match failure.kind:
        case FailureKind.REJECTED:
            return Refusal(400, words, code="rejected_by_model")
        case FailureKind.MISSING:
            return Refusal(404, words, code="no_recorded_answer")
        case FailureKind.RATE_LIMIT:
            return Refusal(429, words, code="rate_limit_exceeded", retry_after=wait or 1)
        case FailureKind.TIMEOUT:
            return Refusal(504, words, code="model_timeout")
        case _:
            return Refusal(502, words, code=f"model_{failure.kind.value}", retry_after=wait)
