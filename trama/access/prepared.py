"""Queries whose SQL is worked out once a process: asked again, only the ids in them change.

To build and compile a queryset costs Django several times what PostgreSQL takes to answer it; a page of twelve queries
spent half its time there. What is kept is the text of the statement: no value, no row.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import update_wrapper
from operator import itemgetter
from secrets import token_bytes
from typing import Any, Final, Generic, NoReturn, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)

from trama.access.asking import answer_to, same_cursor, send_ahead

P = ParamSpec("P")
RowT = TypeVar("RowT")

# What changes between two askings, and how a stand-in is made; every other argument is part of the query's shape.
_STAND_INS: Final[dict[type, Callable[[], Any]]] = {UUID: uuid4, bytes: lambda: token_bytes(32)}


class Prepared(Generic[P, RowT]):
    """What `prepared` makes of a function."""

    def __init__(self, make: Callable[P, "QuerySet[Any, RowT]"]) -> None:
        self._make = make
        self._known: dict[Hashable, _Statement | None] = {}
        update_wrapper(self, make)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[RowT]:
        statement, values = self._asked(args, kwargs)
        if statement is None:
            return []
        found = answer_to((statement, *values), statement.using)
        return statement.rows(values) if found is None else statement.read_all(found)

    def ahead(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Inside `asking.one_journey`: send the question now; who calls with the same arguments gets the answer."""
        statement, values = self._asked(args, kwargs)
        if statement is not None:
            send_ahead((statement, *values), statement.sql, statement.bound(values), statement.using)

    def _asked(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> "tuple[_Statement | None, list[Any]]":
        given = (*args, *kwargs.values())
        shape = (*map(_shape, given), *kwargs)
        if shape not in self._known:
            self._known[shape] = _compile(self._make, args, kwargs)
        return self._known[shape], [value for one in given for value in _values(one)]


def prepared(make: Callable[P, "QuerySet[Any, RowT]"]) -> Prepared[P, RowT]:
    """A function that builds a queryset, as one that returns its rows and compiles it once for each shape.

    Arguments: ids (also inside a frozen dataclass such as Actor, or a frozenset) and bytes may change freely; what
    else is given (roles, numbers, a missing id) makes another shape, so it must be one of a few. Raises TypeError when
    the query does anything with an id but compare it in SQL.
    """
    return Prepared(make)


Row = Sequence[Any]


@dataclass(frozen=True, eq=False)
class _Statement:
    """A compiled query. `slots`: for each parameter the number of the value it takes, or None for a constant."""

    using: str
    sql: str
    parameters: tuple[Any, ...]
    slots: tuple[int | None, ...]
    converters: list[
        tuple[int, tuple[list[Any], Any]]
    ]  # position of a column: what its field makes of a value
    read: Callable[[Row], Any]

    def rows(self, values: list[Any]) -> list[Any]:
        cursor = same_cursor(self.using)
        cursor.execute(self.sql, self.bound(values))
        return self.read_all(cursor.fetchall())

    def bound(self, values: list[Any]) -> list[Any]:
        return [
            constant if slot is None else _like(constant, values[slot])
            for constant, slot in zip(self.parameters, self.slots, strict=True)
        ]

    def read_all(self, found: list[tuple[Any, ...]]) -> list[Any]:
        return [self.read(row) for row in (self._converted(found) if self.converters else found)]

    def _converted(self, found: list[tuple[Any, ...]]) -> Iterator[Row]:
        own = connections[self.using]
        for row in map(list, found):
            for position, (converters, expression) in self.converters:
                for convert in converters:
                    row[position] = convert(row[position], expression, own)
            yield row

    def constants(self) -> tuple[Any, ...]:
        return tuple(one for one, slot in zip(self.parameters, self.slots, strict=True) if slot is None)


def _reader(queryset: Any, compiler: Any) -> Callable[[Row], Any]:
    """What Django's iterable of this kind makes of a row. Raises TypeError for a kind that nobody needed yet."""
    kind = queryset._iterable_class
    if kind is ValuesListIterable:
        return tuple
    if kind is FlatValuesListIterable:
        return itemgetter(0)
    if kind is not ModelIterable or queryset._prefetch_related_lookups:
        raise TypeError(f"{kind.__name__} is not prepared")
    return _model_reader(queryset, compiler)


def _model_reader(queryset: Any, compiler: Any) -> Callable[[Row], Any]:
    """As ModelIterable, with what does not change from one asking to the next worked out before."""
    own = compiler.klass_info["select_fields"]
    columns = slice(own[0], own[-1] + 1)
    model, using = compiler.klass_info["model"], queryset.db
    names = [column.target.attname for column, *_rest in compiler.select[columns]]
    related = get_related_populators(compiler.klass_info, compiler.select, using)  # type: ignore[call-arg]  # stubs of Django 6
    annotations = list((compiler.annotation_col_map or {}).items())

    def read(row: Row) -> Any:
        made = model.from_db(using, names, row[columns])
        for populator in related:
            populator.populate(row, made)
        for name, position in annotations:
            setattr(made, name, row[position])
        return made

    return read


def _compile(make: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Statement | None:
    """None for a query that can have no row. Done twice with other stand-ins: what differs depends on a value."""
    try:
        first, second = _trial(make, args, kwargs), _trial(make, args, kwargs)
    except EmptyResultSet:
        return None
    if (first.sql, first.slots, first.constants()) != (second.sql, second.slots, second.constants()):
        raise TypeError(f"{make.__qualname__}: its SQL depends on the value of an id")
    return first


def _trial(make: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Statement:
    stand_ins: list[Any] = []
    given = [_replaced(value, stand_ins) for value in args]
    named = {name: _replaced(value, stand_ins) for name, value in kwargs.items()}
    with connection.execute_wrapper(_refuse):
        queryset = make(*given, **named)
    compiler = queryset.query.get_compiler(using=queryset.db)
    sql, parameters = compiler.as_sql()
    places = {value: number for number, value in enumerate(stand_ins)}
    slots = tuple(places.get(_bare(one)) if type(_bare(one)) in _STAND_INS else None for one in parameters)
    converters = compiler.get_converters([column for column, *_rest in compiler.select[: compiler.col_count]])
    reader = _reader(queryset, compiler)
    return _Statement(queryset.db, sql, tuple(parameters), slots, list(converters.items()), reader)


def _refuse(*_asked: Any) -> NoReturn:
    raise TypeError("a query that is compiled once may not be made from the answer to another")


def _bare(parameter: Any) -> Any:
    """psycopg wraps bytes."""
    return getattr(parameter, "obj", parameter)


def _like(parameter: Any, value: Any) -> Any:
    return type(parameter)(value) if hasattr(parameter, "obj") else value


def _shape(value: Any) -> Hashable:
    if type(value) in _STAND_INS:
        return type(value).__name__
    if is_dataclass(value):
        return (type(value), *(_shape(getattr(value, one.name)) for one in fields(value)))
    if isinstance(value, frozenset) and any(type(one) in _STAND_INS for one in value):
        return (frozenset, len(value))
    if not isinstance(value, Hashable):
        raise TypeError(f"{type(value).__name__} is neither an id nor part of a shape")
    shape: Hashable = value
    return shape


def _values(value: Any) -> Iterator[Any]:
    """The ids in an argument, in the order in which `_replaced` meets them."""
    if type(value) in _STAND_INS:
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _values(getattr(value, one.name))
    elif isinstance(value, frozenset):
        for member in value:
            yield from _values(member)


def _replaced(value: Any, stand_ins: list[Any]) -> Any:
    """`value` with a stand-in for each id in it."""
    if make := _STAND_INS.get(type(value)):
        stand_ins.append(make())
        return stand_ins[-1]
    if is_dataclass(value) and not isinstance(value, type):
        own = {one.name: _replaced(getattr(value, one.name), stand_ins) for one in fields(value)}
        return type(value)(**own)
    if isinstance(value, frozenset):
        return frozenset([_replaced(member, stand_ins) for member in value])
    return value
