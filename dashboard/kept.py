"""Keep the latest results of a function, and let threads that want the same wait for one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


class _Slot:
    """The place of one result: its lock is held while it is made."""

    __slots__ = ("lock", "made", "result")

    def __init__(self) -> None:
        self.lock, self.made = Lock(), False
        self.result: Any = None


def kept(most: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Return a decorator that keeps the `most` results asked for last.

    Unlike ``functools.lru_cache``, several threads that ask for the same at once have it made
    once: the parts of a page rest on the same results and are asked for together. Arguments
    are positional and hashable. What a call raises is not kept.
    """

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        slots: OrderedDict[Hashable, _Slot] = OrderedDict()
        guard = Lock()

        @wraps(function)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            key = (args, tuple(sorted(kwargs.items())))
            with guard:
                slot = slots.setdefault(key, _Slot())
                slots.move_to_end(key)
                while len(slots) > most:
                    slots.popitem(last=False)
            with slot.lock:
                if not slot.made:
                    slot.result, slot.made = function(*args, **kwargs), True
            result: _R = slot.result
            return result

        return call

    return decorate
