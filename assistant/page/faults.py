"""A bug behind the page: the log has all of it, masked; the person gets a clear sentence and a number to name it by."""

import inspect
import logging
import secrets
from collections.abc import Callable, Iterator
from functools import wraps
from html import escape
from typing import Any, NoReturn

import gradio as gr

from assistant.errors import AssistantError

log = logging.getLogger(__name__)

TITLE = "That didn't work"
SORRY = (
    "There is a fault in the program, so there is no answer. What you typed is still here. Try it again or in other "
    "words; if it happens again, tell whoever runs this page: fault {number}."
)


def guard_functions(page: gr.Blocks) -> None:
    """Put every function of `page` behind `guarded`."""
    for one in page.fns.values():
        if one.fn is not None:
            one.fn = guarded(one.fn)


def guarded(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, whose faults are logged under a number and told to the person as one sentence with that number."""
    if inspect.isgeneratorfunction(function):

        @wraps(function)
        def streamed(*args: Any, **kwargs: Any) -> Iterator[Any]:
            try:
                yield from function(*args, **kwargs)
            except Exception as fault:  # noqa: BLE001  (whatever it is, it must not reach the person as it is)
                _tell(fault)

        return streamed

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as fault:  # noqa: BLE001  (whatever it is, it must not reach the person as it is)
            _tell(fault)

    return called


def _tell(fault: Exception) -> NoReturn:
    if isinstance(fault, gr.Error):
        raise fault
    if isinstance(fault, AssistantError):
        raise gr.Error(escape(str(fault)), title=TITLE, print_exception=False) from None
    number = secrets.token_hex(3)
    log.error("fault %s", number, exc_info=fault)
    raise gr.Error(SORRY.format(number=number), title=TITLE, print_exception=False) from None
