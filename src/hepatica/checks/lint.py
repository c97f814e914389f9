"""What is wrong with an expression, in the words of the person who wrote it.

Two sources: the compiler's own messages, translated; and rules on the checked tree that CEL has no notion of (numbers
and dates are compared by our functions, codes come from their list, a check reads an item).
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from hepatica.checks.functions import FUNCTIONS, Parameter
from hepatica.checks.syntax import Node
from hepatica.checks.values import Kind, NotEvaluable, read_moment, read_number

MOST_PROBLEMS = 10
MOST_CALLS_IN_LOOP = 8
STATE = frozenset({"known", "missing"})
"""Functions that ask whether a value stands there: they see an empty item, all others need its value."""

_COMPILER = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_OVERLOAD = re.compile(r"found no matching overload for '(.+?)' applied to '(?:(.*)\.)?\((.*)\)'")
_UNDECLARED = re.compile(r"undeclared reference to '(.+?)'")
_COMPARISONS = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least", "==": "equal", "!=": "equal"}
_ORDERS = {"<": "before", ">": "after"}
_OPERATORS = frozenset({"_&&_", "_||_", "!_", "_?_:_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"})
_WORDS = frozenset({"contains", "startsWith", "endsWith", "matches", "size", "_[_]", "@not_strictly_false"})
_WHOLE = frozenset({"_+_", "_-_", "-_", "_*_", "_/_", "_%_", "_<_", "_<=_", "_>_", "_>=_"})
_TYPE_WORDS = {
    "bool": "yes or no", "int": "whole number", "double": "decimal", "string": "text", "list(number)": "series of numbers",
    "list(string)": "list of texts", "null_type": "null", "dyn": "mixed", "datetime": "date with time",
}  # fmt: skip
_SAY = {"and": "&&", "or": "||", "not": "!", "=": "==", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "≠": "!=", "&": "&&",
        "|": "||", "“": "'", "”": "'", "‘": "'", "’": "'"}  # fmt: skip
_LITERALS: dict[Parameter, tuple[Callable[[str], object], str]] = {
    Parameter.LIMIT: (read_number, "numbers"),
    Parameter.MOMENT: (read_moment, "dates"),
}
_LONG = frozenset({Kind.TEXT, Kind.NUMBERS, Kind.TEXTS, Kind.DATES})
DECIMAL_HINT = (
    "write decimals in quotes inside a function, as in above(alt, '1.5', alt_uln): then they compare exactly"
)
_ARITHMETIC = {
    "*": "a product is never compared: " + DECIMAL_HINT,
    "/": "a quotient is never compared: write above(alt, '3', alt_uln) for alt above 3 times alt_uln",
    "+": "write total([a, b]) for a sum of items",
    "-": "write change(a, b) for the difference of two items",
}

PRESENCE_HINT = "write missing(item) or known(item) to ask whether a value stands there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something to mend in an expression: line and column count from 1 within the expression."""

    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.sentence}"


# -- The compiler's messages --------------------------------------------------------------------------------------


def translate(message: str, expression: str, names: Collection[str]) -> list[Problem]:
    """Return the compiler's message as problems; there is always at least one."""
    problems: dict[tuple[int, int], Problem] = {}
    for line, column, text in _COMPILER.findall(message)[: 10 * MOST_PROBLEMS]:
        at = max(int(line), 1), max(int(column), 1)
        source = expression.split("\n")[at[0] - 1] if at[0] <= expression.count("\n") + 1 else ""
        sentence = _sentence(text, source, at[1] - 1, names)
        if "Syntax error" in text and problems:
            break  # one slip of the pen makes the parser complain of all that follows
        if sentence and len(problems) < MOST_PROBLEMS:
            problems.setdefault(at, Problem(line=at[0], column=at[1], sentence=sentence))
    if not problems:
        problems[1, 1] = Problem(line=1, column=1, sentence=_limit_sentence(message))
    return list(problems.values())


def _limit_sentence(message: str) -> str:
    if "recursion" in message:
        return "this is nested too deeply: split it in two, or give the values to total([...])"
    return "this cannot be read as an expression"


def _sentence(text: str, source: str, column: int, names: Collection[str]) -> str | None:
    if overload := _OVERLOAD.search(text):
        receiver, arguments = overload[2], overload[3]
        types = _split(", ".join(part for part in (receiver, arguments) if part))
        return _overload_sentence(overload[1], types, source, column)
    if undeclared := _UNDECLARED.search(text):
        return _unknown(undeclared[1], names)
    if "recursion" in text:
        return _limit_sentence(text)
    if "Syntax error" in text or "reserved identifier" in text:
        return _syntax_sentence(text, source, column)
    if "operand of a select" in text:
        return "an item has no parts: write form__item with two underscores for an item of another form"
    return f"this cannot be read: {text}"


def _syntax_sentence(text: str, source: str, column: int) -> str:
    if re.search("at: ['\"]['\"]", text):
        return "a quotation mark is opened here and not closed"
    quoted = re.search(r"(?:at: |input |identifier: )'?(\S+?)\s*'?(?: expecting.*)?$", text)
    found = quoted[1].strip("'") if quoted else ""
    before = re.search(r"(\w+)\s*$", source[:column])
    for word in (found.lower(), before[1].lower() if before else ""):
        if word in _SAY:
            return f"write {_SAY[word]} instead of {word}"
    if found in ("is", "null"):
        return PRESENCE_HINT
    if "<EOF>'" in text or column >= len(source):
        return "the expression ends too early"
    return f"{found or source[column : column + 10]} does not belong here"


def _unknown(name: str, names: Collection[str]) -> str:
    if name in FUNCTIONS:
        return f"{name} is written {FUNCTIONS[name].usage}"
    if "." in name:
        return f"there is no item {name}: an item of another form is written form__item, with two underscores"
    near = get_close_matches(name, [*names, *FUNCTIONS], n=1)
    return f"there is no item or function {name}{f': is {near[0]} meant?' if near else ''}"


def _split(types: str) -> list[str]:
    return re.findall(r"[^,\s(]+(?:\(.*?\)+)?", types)


def _overload_sentence(operator: str, types: list[str], source: str, column: int) -> str | None:
    if "*error*" in types:
        return None  # a consequence of a problem already told
    if "null_type" in types:
        return PRESENCE_HINT
    said = [_words(kind) for kind in types]
    sign = operator.strip("_")
    if "number" in types and operator not in FUNCTIONS:
        sentence = _number_sentence(sign, types, source, column)
    elif "double" in types:
        sentence = DECIMAL_HINT
    elif operator in FUNCTIONS:
        sentence = f"{operator} is written {FUNCTIONS[operator].usage}, not with ({', '.join(said)})"
    elif types and types[0] in ("date", "datetime", "time"):
        call = _call(_ORDERS.get(sign, "days" if sign == "-" else "same_day"), source, column, sign)
        sentence = f"dates compare by before, after, same_day and days: write {call}"
    else:
        sentence = f"{' and '.join(said)} cannot be put together with {sign.strip('@')}"
    return sentence


def _number_sentence(sign: str, types: list[str], source: str, column: int) -> str:
    if name := "" if "string" in types and sign not in ("==", "!=") else _COMPARISONS.get(sign, ""):
        return f"numbers compare exactly by functions: write {_call(name, source, column, sign)}"
    beside = " and ".join(_words(kind) for kind in types if kind != "number")
    return _ARITHMETIC.get(sign, f"a number cannot stand beside {beside}")


def _call(name: str, source: str, column: int, sign: str) -> str:
    """Return the comparison at the operator rewritten as a call, when both its sides are plain; else its pattern."""
    left = re.search(r"([a-z_]\w*)\s*$", source[:column])
    right = re.match(r"\s*([\w.]+|'[^']*')", source[column + len(sign) :])
    if not left or not right:
        return f"{name}(…, …)"
    value = right[1] if right[1][0] in "'abcdefghijklmnopqrstuvwxyz_" else f"'{right[1]}'"
    return f"{'!' if sign == '!=' else ''}{name}({left[1]}, {value})"


def _words(type_name: str) -> str:
    return _TYPE_WORDS.get(type_name, type_name)


# -- Rules on the checked tree ------------------------------------------------------------------------------------


def examine(
    tree: Node, expression: str, kinds: Mapping[str, Kind], codes: Mapping[str, Collection[str]]
) -> list[Problem]:
    """Say what the compiler admits and a check must not contain."""
    found: list[Problem] = []
    for node in tree.walk():
        for sentence in _faults(node, kinds, codes):
            line = expression.count("\n", 0, node.offset) + 1
            column = node.offset - (expression.rfind("\n", 0, node.offset) + 1) + 1
            problem = Problem(line=line, column=column, sentence=sentence)
            if problem not in found:
                found.append(problem)
    if tree.type != "bool":
        said = f"a check answers yes or no; this answers with a {_words(tree.type)}"
        found.append(Problem(line=1, column=1, sentence=said))
    if not found and not any(node.kind == "ident" and node.name in kinds for node in tree.walk()):
        found.append(Problem(line=1, column=1, sentence="this reads no item, so it can never change"))
    return found[:MOST_PROBLEMS]


def _faults(node: Node, kinds: Mapping[str, Kind], codes: Mapping[str, Collection[str]]) -> Iterator[str]:
    if node.kind == "const" and node.type == "double":
        yield DECIMAL_HINT
    elif node.kind in ("struct", "select"):
        yield "maps and parts of values are not used in checks"
    elif node.kind == "list" and node.type == "list(dyn)" and node.parts:
        yield "a list holds values of one kind"
    elif node.kind == "loop":
        yield from _loop_faults(node, kinds)
    elif node.kind == "call":
        yield from _call_faults(node)
        yield from _code_faults(node, codes)


def _loop_faults(node: Node, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """Keep a loop short: the engine counts its own steps, not the time each of our functions takes."""
    if node.name in kinds:
        yield f"{node.name} names an item: choose another letter for the loop"
    inside = [below for part in node.parts[1:] for below in part.walk()]
    if any(n.kind == "loop" or (n.kind == "ident" and kinds.get(n.name) in _LONG) for n in inside):
        yield "a loop reads neither another series nor a text item inside: write two checks"
    if any(n.kind == "call" and n.name == "matches" for n in inside):
        yield "a pattern is not matched inside a loop"
    if sum(n.kind == "call" and n.name in FUNCTIONS for n in inside) > MOST_CALLS_IN_LOOP:
        yield f"a loop calls at most {MOST_CALLS_IN_LOOP} functions: write two checks"


def _call_faults(node: Node) -> Iterator[str]:
    name, parts = node.name, node.parts
    types = [part.type for part in parts]
    if name in FUNCTIONS:
        yield from _argument_faults(node)
    elif name in ("_==_", "_!=_", "@in"):
        kinds = " ".join(types)
        if "null_type" in kinds:
            yield PRESENCE_HINT
        elif "number" in kinds:
            yield "numbers compare exactly by functions: write equal(a, b) or between(a, low, high)"
        elif "date" in kinds or "time" in kinds:
            yield "dates compare by before, after, same_day and days"
    elif name == "_+_" and types[0].startswith("list"):
        yield "lists are neither filtered nor joined: write exists, all or count_above"
    elif name in _WHOLE and any(kind not in ("int", "double") for kind in types):
        yield f"{name.strip('_')} works on whole numbers such as days(a, b), not on {_words(types[0])}"
    elif name not in _OPERATORS | _WORDS | _WHOLE:
        yield f"{name} is not part of the language of checks"


def _argument_faults(node: Node) -> Iterator[str]:
    if node.name in STATE and node.parts[0].kind != "ident":
        yield f"{node.name} asks about one item: write {node.name}(item)"
    form = next((f for f in FUNCTIONS[node.name].forms if len(f) == len(node.parts)), ())
    for parameter, part in zip(form, node.parts, strict=False):
        if part.type != "string" or parameter not in _LITERALS:
            continue
        read, noun = _LITERALS[parameter]
        if part.kind != "const":
            yield f"{node.name} compares {noun}, and {part.name or 'this'} is text"
            continue
        try:
            read(part.name)
        except NotEvaluable as error:
            yield f"{error}: {node.name} is written {FUNCTIONS[node.name].usage}"


def _code_faults(node: Node, codes: Mapping[str, Collection[str]]) -> Iterator[str]:
    if node.name not in ("_==_", "_!=_", "@in", "one_of"):
        return
    item = next((part.name for part in node.parts if part.kind == "ident" and part.name in codes), None)
    if item is None:
        return
    said = [
        leaf.name
        for part in node.parts
        for leaf in part.walk()
        if leaf.kind == "const" and leaf.type == "string"
    ]
    for code in said:
        if code not in codes[item]:
            yield f"'{code}' is not a code of {item}, which has {', '.join(codes[item])}"
