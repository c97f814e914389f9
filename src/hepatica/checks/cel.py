"""The one door to the CEL engine: compile a check against the study's items, then answer it for values.

Two environments. *Lint* declares every item with its own type, so that a wrong name, type or comparison fails when the
study is loaded, with line and column. *Run* evaluates on plain text: an empty item is not bound at all, so that the
engine's own three-valued logic (an error that `&&` and `||` absorb) decides whether the gap matters.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from itertools import product
from typing import Any

from cel_expr_python import cel

from hepatica.checks.functions import FUNCTIONS, Function, Parameter
from hepatica.checks.lint import STATE, Problem, examine, translate
from hepatica.checks.syntax import Node, read_tree
from hepatica.checks.values import Kind, NotEvaluable, enter, read_moment, read_number

LONGEST = 4_000
"""Code points a check may have: about a page. The engine's own walls (depth 32, iterations, RE2) stand behind it."""

_NAME = re.compile(r"[a-z][a-z0-9]*(_{1,2}[a-z0-9]+)*")
RESERVED = frozenset(
    {
        "as",
        "bool",
        "break",
        "bytes",
        "const",
        "continue",
        "double",
        "dyn",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "int",
        "let",
        "list",
        "loop",
        "map",
        "namespace",
        "null",
        "null_type",
        "package",
        "return",
        "string",
        "true",
        "type",
        "uint",
        "var",
        "void",
        "while",
    }
)
"""Names no item may have, because the language uses them."""

_T = cel.Type
_OPAQUE = {name: _T.AbstractType(name) for name in ("number", "date", "datetime", "time")}
_LINT_TYPES: dict[Kind, Any] = {
    Kind.NUMBER: _OPAQUE["number"],
    Kind.INTEGER: _OPAQUE["number"],
    Kind.TEXT: _T.STRING,
    Kind.CODE: _T.STRING,
    Kind.BOOLEAN: _T.BOOL,
    Kind.DATE: _OPAQUE["date"],
    Kind.DATETIME: _OPAQUE["datetime"],
    Kind.TIME: _OPAQUE["time"],
    Kind.NUMBERS: _T.List(_OPAQUE["number"]),
    Kind.TEXTS: _T.List(_T.STRING),
    Kind.DATES: _T.List(_OPAQUE["date"]),
}
P = Parameter
_LINT_PARAMETERS: dict[Parameter, tuple[Any, ...]] = {
    P.NUMBER: (_OPAQUE["number"],),
    P.LIMIT: (_OPAQUE["number"], _T.STRING, _T.INT),
    P.INT: (_T.INT,),
    P.SERIES: (_T.List(_OPAQUE["number"]),),
    P.MOMENT: (_OPAQUE["date"], _OPAQUE["datetime"], _T.STRING),
    P.MINUTE: (_OPAQUE["datetime"],),
    P.TIME: (_OPAQUE["time"],),
    P.TEXT: (_T.STRING,),
    P.TEXTS: (_T.List(_T.STRING),),
    P.ANY: (_T.DYN,),
    P.BOOL: (_T.BOOL,),
}
_RUN_PARAMETERS: dict[Parameter, tuple[Any, ...]] = {
    P.NUMBER: (_T.STRING,),
    P.LIMIT: (_T.STRING, _T.INT),
    P.INT: (_T.INT,),
    P.SERIES: (_T.LIST,),
    P.MOMENT: (_T.STRING,),
    P.MINUTE: (_T.STRING,),
    P.TIME: (_T.STRING,),
    P.TEXT: (_T.STRING,),
    P.TEXTS: (_T.LIST,),
    P.ANY: (_T.STRING, _T.BOOL, _T.LIST, _T.NULL),
    P.BOOL: (_T.BOOL,),
}


class Answer(Enum):
    """What a check says about values."""

    TRUE = "true"
    FALSE = "false"
    NOT_EVALUABLE = "not evaluable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer and, when there is none, the sentence that says why."""

    answer: Answer
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A check that passed lint. Not picklable: compile again in another process."""

    source: str
    reads: frozenset[str]
    """Names of the items it reads; it must run when one of them changes."""
    kinds: Mapping[str, Kind]
    """The kind of each item it reads."""
    asked: frozenset[str]
    """Items asked about by known( ) or missing( )."""
    program: Any = field(repr=False, compare=False)


# -- Compile ------------------------------------------------------------------------------------------------------


def compile_check(
    expression: str,
    types: Mapping[str, str],
    *,
    codes: Mapping[str, Collection[str]] | None = None,
) -> Compiled | list[Problem]:
    """Compile an expression over the items of `types`, or say every problem with its line and column.

    `types` maps each name a check may use to a `Kind` or the study's `ItemType`, which share their values; `codes`
    gives the codes of an item where it has a list. Raises `ValueError` for a name that the language cannot say.
    """
    kinds = {name: Kind(kind) for name, kind in types.items()}
    if len(expression) > LONGEST:
        said = f"this is {len(expression)} characters long; a check has at most {LONGEST}"
        return [Problem(line=1, column=1, sentence=said)]
    if any("\ud800" <= sign <= "\udfff" for sign in expression):
        return [Problem(line=1, column=1, sentence="this holds half a character: type the text again")]
    known = tuple((name, tuple(given)) for name, given in (codes or {}).items())
    found = _compiled(expression, tuple(kinds.items()), known)
    return found if isinstance(found, Compiled) else list(found)


@lru_cache(maxsize=2_048)  # a study is compiled when it is read, again for its lint and again for its plan
def _compiled(
    expression: str, declared: tuple[tuple[str, Kind], ...], known: tuple[tuple[str, tuple[str, ...]], ...]
) -> Compiled | tuple[Problem, ...]:
    kinds, codes = dict(declared), dict(known)
    try:
        checked = _lint_environment(frozenset(kinds.items())).compile(expression)
    except RuntimeError as error:
        return tuple(translate(str(error), expression, kinds))
    tree = read_tree(checked.serialize())
    if problems := examine(tree, expression, kinds, codes):
        return tuple(problems)
    reads = frozenset(node.name for node in tree.walk() if node.kind == "ident" and node.name in kinds)
    asked = [node.parts[0] for node in tree.walk() if node.kind == "call" and node.name in STATE]
    asked = [node for node in asked if node.name in kinds]
    return Compiled(
        source=expression,
        reads=reads,
        kinds={name: kinds[name] for name in reads},
        asked=frozenset(node.name for node in asked),
        program=_run_environment().compile(_mark(expression, asked), disable_check=True),
    )


def _mark(expression: str, asked: Sequence[Node]) -> str:
    """Let known(x) and missing(x) look at `_x`, which is bound to null where x itself is not bound."""
    for offset in sorted({node.offset for node in asked}, reverse=True):
        expression = f"{expression[:offset]}_{expression[offset:]}"
    return expression


@lru_cache(maxsize=64)
def _lint_environment(kinds: frozenset[tuple[str, Kind]]) -> Any:
    for name, _ in kinds:
        if name in RESERVED or not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot name an item: use small letters, digits and underscores")
    variables = {name: _LINT_TYPES[kind] for name, kind in kinds}
    return cel.NewEnv(variables=variables, functions=_lint_declarations())


@cache
def _lint_declarations() -> list[Any]:
    return [_lint_declaration(function) for function in FUNCTIONS.values()]


def _lint_declaration(function: Function) -> Any:
    signatures = [types for form in function.forms for types in product(*(_LINT_PARAMETERS[p] for p in form))]
    (gives,) = _LINT_PARAMETERS[function.gives]
    return cel.FunctionDecl(
        function.name,
        [
            cel.Overload(f"{function.name}_{number}", return_type=gives, parameters=list(types))
            for number, types in enumerate(signatures)
        ],
    )


@cache
def _run_environment() -> Any:
    return cel.NewEnv(functions=[_run_declaration(f) for f in FUNCTIONS.values()])


def _run_declaration(function: Function) -> Any:
    """Overloads on the engine's plain types; two forms that erase to the same types share one implementation."""
    (gives,) = _RUN_PARAMETERS[function.gives]
    overloads: dict[str, Any] = {}
    for form in function.forms:
        for types in product(*(_RUN_PARAMETERS[p] for p in form)):
            key = f"{function.name}_{'_'.join(kind.name() for kind in types)}"
            if key not in overloads:
                overloads[key] = cel.Overload(
                    key, return_type=gives, parameters=list(types), impl=_implementation(function, form)
                )
    return cel.FunctionDecl(function.name, list(overloads.values()))


def _read_limit(value: str | int) -> Decimal:
    return Decimal(value) if isinstance(value, int) else read_number(value)


def _read_series(values: Sequence[str | None]) -> list[Decimal | None]:
    return [None if value is None else read_number(value) for value in values]


_READERS: dict[Parameter, Callable[[Any], object]] = {
    P.NUMBER: read_number,
    P.LIMIT: _read_limit,
    P.SERIES: _read_series,
    P.MOMENT: read_moment,
    P.MINUTE: read_moment,
    P.TIME: read_moment,
}


def _implementation(function: Function, form: tuple[Parameter, ...]) -> Callable[..., object]:
    readers = tuple(_READERS.get(parameter) for parameter in form)

    def call(*arguments: Any) -> object:
        read = [a if reader is None else reader(a) for a, reader in zip(arguments, readers, strict=True)]
        try:
            result = function.impl(*read)
        except ArithmeticError as error:
            raise NotEvaluable(f"{function.name} cannot be computed exactly from such numbers") from error
        if result is None:
            said = ", ".join("unknown" if a is None else str(a) for a in arguments)
            raise NotEvaluable(f"{function.name}({said}) cannot be told from what is known")
        return format(result, "f") if isinstance(result, Decimal) else result

    return call


# -- Evaluate -----------------------------------------------------------------------------------------------------


def evaluate(compiled: Compiled, values: Mapping[str, object]) -> Verdict:
    """Answer a check for the values of its items; it never raises, and only a yes or no of the engine counts.

    Numbers come as text, int or Decimal, dates as text or `PartialDate`, series as sequences; an item that is absent,
    None or "" has no value. All else (an error, a limit of the engine, a float) is not evaluable, with its reason.
    """
    data: dict[str, object] = {}
    empty: list[str] = []
    for name in sorted(compiled.reads):
        try:
            value = enter(compiled.kinds[name], values.get(name))
        except NotEvaluable as error:
            return Verdict(answer=Answer.NOT_EVALUABLE, reason=f"{name}: {error}")
        if value is not None:
            data[name] = value
        else:
            empty.append(name)
        if name in compiled.asked:
            data[f"_{name}"] = value
    try:
        result = compiled.program.eval(data=data)
        if result.type() == _T.BOOL:
            return Verdict(answer=Answer.TRUE if result.value() else Answer.FALSE)
        said = str(result.value())
    except (RuntimeError, ValueError, TypeError) as error:  # the binding raises all three for a hostile value
        said = str(error).partition("\n")[0]
    return Verdict(answer=Answer.NOT_EVALUABLE, reason=_reason(said, empty))


def _reason(said: str, empty: Sequence[str]) -> str:
    if "No value with name" in said and empty:
        return f"{' and '.join(empty)} {'is' if len(empty) == 1 else 'are'} missing"
    if "budget" in said:
        return "the check takes too many steps"
    if "No matching overloads" in said:
        return "a value in a series is missing or of another kind"
    return re.sub(r"^[A-Z_]+: ", "", said)
