"""What an event brings: enforced, strictly, by what the handler's annotations say. The framework does not."""

import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

LARGEST_TEXT = 20_000
"""Characters in one text of a payload."""

STRICT = ConfigDict(strict=True)


def fits(payload: object, arguments: dict[str, TypeAdapter[Any]], *, optional: bool = False) -> bool:
    """Whether it is what the arguments say; its values are put in their form.

    Args:
        payload: of an event, as it came.
        arguments: by name.
        optional: whether some may be missing.
    """
    if not isinstance(payload, dict) or not set(payload) <= set(arguments):
        return False
    if not optional and set(payload) != set(arguments):
        return False
    try:
        for name, value in payload.items():
            payload[name] = arguments[name].validate_python(_fields_of(value))
            _small_enough(payload[name])
    except (ValidationError, ValueError, TypeError):
        return False
    return True


def _fields_of(value: object) -> object:
    """A form arrives as its ordered entries; ours name each field once, so that a plain dictionary holds them."""
    if isinstance(value, dict) and set(value) == {FORM_DATA_ENTRIES_KEY}:
        return dict(value[FORM_DATA_ENTRIES_KEY])
    return value


def _small_enough(value: object) -> None:
    if isinstance(value, str) and len(value) > LARGEST_TEXT:
        raise ValueError("too long")
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            _small_enough(part)


def arguments_of(handler: Callable[..., Any]) -> dict[str, TypeAdapter[Any]]:
    """What a handler takes, by its annotations."""
    hints = get_type_hints(inspect.unwrap(handler))
    names = list(inspect.signature(handler).parameters)[1:]
    return {name: TypeAdapter(hints[name], config=STRICT) for name in names}
