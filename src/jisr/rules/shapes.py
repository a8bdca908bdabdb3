"""The shape of a procedure as JSON (protocol 10), held before anything is made of it.

A text from elsewhere meets this first: whatever is in it, it is a procedure or an error that names the place.
"""

from collections.abc import Callable, Mapping
from typing import Any as Whatever
from typing import Final

from jisr.base import N_, Phrase
from jisr.base.limits import INTEGER_MAX, TEXT_CHARACTERS_MAX
from jisr.rules.errors import MalformedProcedure

# Holds a value against a shape; raises where it does not fit.
Shape = Callable[[Whatever, str], None]


def _value(fits: Callable[[Whatever], bool]) -> Shape:
    def hold(value: Whatever, where: str) -> None:
        if not fits(value):
            raise MalformedProcedure(where=where, got=value)

    return hold


def _maybe(shape: Shape) -> Shape:
    def hold(value: Whatever, where: str) -> None:
        if value is not None:
            shape(value, where)

    return hold


def _each(shape: Shape) -> Shape:
    def hold(value: Whatever, where: str) -> None:
        _array(value, where)
        for number, each in enumerate(value):
            shape(each, f"{where}[{number}]")

    return hold


def _row(*shapes: Shape) -> Shape:
    def hold(value: Whatever, where: str) -> None:
        _array(value, where)
        if len(value) != len(shapes):
            raise MalformedProcedure(where=where, got=value)
        for number, (shape, each) in enumerate(zip(shapes, value, strict=True)):
            shape(each, f"{where}[{number}]")

    return hold


def _keyed(shape: Shape) -> Shape:
    def hold(value: Whatever, where: str) -> None:
        _object(value, where)
        for key, each in value.items():
            _text(key, where)
            shape(each, f"{where}.{key}")

    return hold


def _exactly(**shapes: Shape) -> Shape:
    """Hold exactly these keys; `label` may be left out, as no digest has it."""

    def hold(value: Whatever, where: str) -> None:
        _object(value, where)
        for key in sorted(map(str, value.keys() ^ shapes.keys())):
            if key != "label" or "label" not in shapes:
                found = N_("missing") if key in shapes else N_("unknown key")
                raise MalformedProcedure(where=f"{where}.{key}", got=Phrase(found))
        for key, each in value.items():
            shapes[key](each, f"{where}.{key}")

    return hold


def _one_word(**shapes: Shape) -> Shape:
    """Hold an object of one of these words, and what it is said of."""

    def hold(value: Whatever, where: str) -> None:
        if not isinstance(value, Mapping) or len(value) != 1:
            raise MalformedProcedure(where=where, got=value)
        ((word, body),) = value.items()
        if word not in shapes:
            raise MalformedProcedure(where=where, got=value)
        shapes[word](body, f"{where}.{word}")

    return hold


_array: Final = _value(lambda value: isinstance(value, (list, tuple)))
_object: Final = _value(lambda value: isinstance(value, Mapping))
_text: Final = _value(lambda value: isinstance(value, str) and len(value) <= TEXT_CHARACTERS_MAX)
_flag: Final = _value(lambda value: isinstance(value, bool))
_integer: Final = _value(
    lambda value: isinstance(value, int) and not isinstance(value, bool) and abs(value) <= INTEGER_MAX
)
_names: Final = _each(_text)
_name_or_none: Final = _maybe(_text)


def _sign(*signs: str) -> Shape:
    return _value(lambda value: isinstance(value, str) and value in signs)


def term(value: Whatever, where: str) -> None:
    """Hold a term; how deep it may be, the levels of canonical JSON say."""
    if value is not True:
        _words(value, where)


_compared: Final = _one_word(figure=_text, field=_text, parameter=_text, integer=_integer, date=_text)
_words: Final = _one_word(
    **{
        "fact": _text,
        "not": term,
        "all": _each(term),
        "any": _each(term),
        "every": _row(_text, term),
        "some": _row(_text, term),
        "over": _text,
        "running": _text,
        "apart": _names,
        "count": _row(_text, term, _sign("<=", ">="), _integer),
        "compare": _row(_compared, _sign("<=", "<", "="), _compared),
        "within": term,
    }
)

_field: Final = _exactly(name=_text, label=_text, type=_text, sealed=_flag, required=_flag, choices=_maybe(_names))
_act: Final = _exactly(
    name=_text,
    label=_text,
    source=_text,
    by=_keyed(_names),
    on_behalf=_names,
    item=_name_or_none,
    fields=_each(_field),
    needs=term,
    sets=_names,
    clears=_names,
    assigns=_each(_exactly(figure=_text, field=_text)),
    adds=_name_or_none,
    starts=_names,
    ends=_names,
    opens=_flag,
    closes=_flag,
    protective=_flag,
    irrevocable=_flag,
    window=_name_or_none,
    joint=_flag,
    echo=_maybe(_exactly(procedure=_text, act=_text)),
    attests=_maybe(term),
    redress=_name_or_none,
)
_period: Final = _exactly(
    name=_text,
    label=_text,
    length=_name_or_none,
    runs_on=_text,
    starts=_names,
    stills=_maybe(term),
    until=_name_or_none,
    rolls=_flag,
    owner=_text,
    due=_name_or_none,
    source=_text,
)


def _sides(value: Whatever, where: str) -> None:
    if not isinstance(value, str):
        _names(value, where)


procedure: Final = _exactly(
    name=_text,
    version=_integer,
    label=_text,
    persons=_flag,
    sides=_sides,
    mandates=_names,
    items=_each(_exactly(name=_text, label=_text)),
    facts=_each(_exactly(name=_text, label=_text, source=_text, item=_name_or_none, cautious=_flag)),
    figures=_each(_exactly(name=_text, label=_text, type=_text, item=_name_or_none)),
    acts=_each(_act),
    periods=_each(_period),
    guarantees=_each(_exactly(name=_text, label=_text, at=_name_or_none, term=term, source=_text)),
    parameters=_each(_exactly(name=_text, label=_text, unit=_text, owner=_text)),
    within=_name_or_none,
    withheld=_names,
)

__all__ = ["procedure", "term"]
