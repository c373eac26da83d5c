"""What every line of the log is about: the request, the socket or the task that it is written for.

A request has an id, which is answered in X-Request-ID; a task has its own, and that of the request that sent it.
"""

import re
import secrets
from typing import Any

from celery import signals
from structlog.contextvars import bind_contextvars, get_contextvars, unbind_contextvars

HEADER = b"x-request-id"
# What a proxy may have called the request, so that its log and ours can be laid side by side; anything else is not
# taken over, for whoever sends it would write into the log.
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)

_OF_A_TASK = ("task", "task_id", "request_id")


def request_id(given: str) -> str:
    return given if WELL_FORMED.fullmatch(given) else secrets.token_hex(8)


class Identified:
    """An ASGI application around the others. Each request and each socket has a task of its own, and so a context."""

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            bind_contextvars(socket_id=secrets.token_hex(8))
            await self._application(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        name = request_id(given.decode("latin1"))
        bind_contextvars(request_id=name)

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (HEADER, name.encode())]}
            await send(message)

        await self._application(scope, receive, answer)


@signals.before_task_publish.connect
def a_task_is_sent(headers: dict[str, Any], **_: Any) -> None:
    if "request_id" in get_contextvars():
        headers["request_id"] = get_contextvars()["request_id"]


@signals.task_prerun.connect
def a_task_begins(task_id: str, task: Any, **_: Any) -> None:
    known = {"task": task.name, "task_id": task_id, "request_id": task.request.get("request_id")}
    bind_contextvars(**{name: value for name, value in known.items() if value})


@signals.task_postrun.connect
def a_task_ended(**_: Any) -> None:
    unbind_contextvars(*_OF_A_TASK)
