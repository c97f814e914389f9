"""The pedigree as a drawing: SVG with classes, titles and text, the same on the page and on paper.

The page brings its own stylesheet; ``on_paper`` embeds one, so that the drawing stands alone. Nothing is styled in the
marks themselves. Red is a failed test, ochre a test that waits, the participant's hue is what was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from hepatica.product.pedigree_layout import FACT, HEAD, LINE, Box, Layout, PlacedLink, PlacedNode, layout
from hepatica.product.pedigree_values import AHEAD, PERSON, Line, Node, Pedigree, Verdict
from hepatica.report import palette
from hepatica.report.figures.labels import text_width
from hepatica.report.table import Column, Group, Missing, Row, Table, Text

Href = Callable[[Node], str]
PAD = 10.0
SNUG = 0.92
"""How much narrower words are on most screens than the estimate of their width."""
ICONS = {
    "drop": "M12 3.2c3.6 4.4 5.8 7.6 5.8 10.6a5.8 5.8 0 0 1-11.6 0c0-3 2.2-6.2 5.8-10.6z",
    "ring": "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z",
    "flask": "M9.5 3.5h5M10.5 3.5v6L4.8 18.4a1.5 1.5 0 0 0 1.3 2.1h11.8a1.5 1.5 0 0 0 1.3-2.1L13.5 9.5v-6M7.6 15h8.8",
    "bag": "M6 8h12l1 12.5H5zM9 8V5.5a3 3 0 0 1 6 0V8M9.5 15h5",
}
MARKS: dict[Verdict, str] = {
    "pass": "M12 2.3a9.7 9.7 0 1 0 0 19.4a9.7 9.7 0 1 0 0-19.4z",
    "pending": "M12 3.2a8.8 8.8 0 1 0 0 17.6a8.8 8.8 0 1 0 0-17.6zM12 6.8V12l3.4 2.2",
    "fail": "m5.5 5.5 13 13m0-13-13 13",
    "missing": "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z",
    "shown": "M9 12h6",
}
_TICK = "m8 12.3 2.8 2.8 5.3-5.8"
SHAPES = (
    "M7 1.2a5.8 5.8 0 1 0 0 11.6a5.8 5.8 0 1 0 0-11.6z",
    "M2 2h10v10H2z",
    "M7 1.5 13 12.2H1z",
    "M7 .5 13.5 7 7 13.5.5 7z",
    "M7 .8 12.4 3.9v6.2L7 13.2 1.6 10.1V3.9z",
)
"""The participants' marks in order of infusion, on 14 units, as on every page."""


def draw(
    pedigree: Pedigree, *, ordinal: int, href: Href | None = None, css: str = "", name: str = "pedigree"
) -> str:
    """Return the drawing as SVG text: ``ordinal`` gives the participant's hue and mark, ``href`` a node's address.

    ``css`` is embedded when the drawing must stand alone; ``name`` keeps its ids apart from others of the page.
    """
    placed = layout(pedigree)
    size = f'viewBox="0 0 {_n(placed.width)} {_n(placed.height)}" width="{_n(placed.width)}" height="{_n(placed.height)}"'
    title = f"{escape(name)}-title"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} class="pedigree p{_hue(ordinal)}" role="group" aria-labelledby="{title}">',
        f'<title id="{title}">{escape(said(pedigree))}</title>',
        f"<style>{css}</style>" if css else "",
        *_bands(placed),
        *(_link(one) for one in placed.links),
        *(_node(one, ordinal, href) for one in placed.nodes),
        *(_pill(one) for one in placed.links if one.pill),
        "</svg>",
    ]
    return "".join(parts)


def said(pedigree: Pedigree) -> str:
    """Say the picture in one line: how many materials, tests, and what was given."""
    tests = [line.verdict for node in pedigree.nodes for line in node.lines if node.kind != PERSON]
    counts = ", ".join(f"{tests.count(verdict)} {word}" for verdict, word in COUNTED if tests.count(verdict))
    given = [node.title for node in pedigree.nodes if node.fate == "given" and node.kind != PERSON]
    made = sum(node.kind not in {PERSON, "ahead"} for node in pedigree.nodes)
    parts = (
        f"Pedigree of the cells of {pedigree.subject}: {made} materials",
        f"tests: {counts}" if counts else "",
        f"given: {', '.join(given)}" if given else "nothing given",
    )
    return "; ".join(part for part in parts if part) + "."


COUNTED: tuple[tuple[Verdict, str], ...] = (
    ("pass", "pass"), ("pending", "pending"), ("fail", "fail"), ("missing", "not tested"),
)  # fmt: skip
"""Verdicts that are counted, with their words."""


def on_paper(ordinal: int) -> str:
    """Return the stylesheet of a drawing that stands alone: the report's face and colours, light ground."""
    colours = palette.COLOURS["paper"]
    hue, ink, ink2, rule = colours[palette.hue(ordinal)], colours["ink"], colours["ink2"], colours["rule"]
    face = f"font-family:{palette.FONTS['paper']};fill:{ink}"
    return (
        f"text{{{face};font-size:12.6px}}.pg-lane-title,.pg-head,.pg-took,.pg-line-fail text,.pg-pending-day{{font-weight:600}}"
        f".pg-title{{font-size:14px;font-weight:600}}.pg-fact,.pg-limit,.pg-sentence{{fill:{ink2}}}.pg-of{{fill:{ink2}}}"
        f".pg-rule{{fill:none;stroke:{rule}}}.pg-band{{fill:{colours['band']}}}"
        f".pg-box{{fill:{colours['ground']};stroke:{rule};stroke-width:1.2}}"
        f".pg-given .pg-box{{stroke:{hue};stroke-width:2.4}}.pg-rejected .pg-box,.pg-disposed .pg-box,.pg-failed .pg-box"
        f"{{stroke:{ink2};stroke-dasharray:5 4;fill:{colours['band']}}}"
        f".pg-icon,.pg-mark{{fill:none;stroke:{ink};stroke-width:1.9}}.pg-mark-pass .pg-disc{{fill:{ink}}}"
        f".pg-mark-pass .pg-tick{{fill:none;stroke:{colours['ground']};stroke-width:2.4}}.pg-shape{{fill:{hue}}}"
        f".pg-way{{fill:none;stroke:{ink2};stroke-width:1.4}}.pg-tip{{fill:{ink2}}}"
        f".pg-way-given{{stroke:{hue};stroke-width:2.4}}.pg-tip-given{{fill:{hue}}}"
        f".pg-way-rejected,.pg-way-disposed{{stroke-dasharray:5 4}}.pg-pill{{fill:{colours['ground']};stroke:{rule}}}"
    )


# -- Parts -------------------------------------------------------------------------------------------------------------


def _bands(placed: Layout) -> Iterator[str]:
    width = _n(placed.width)
    for head in placed.heads:
        yield _text(head.x, 22, head.text, "head")
    for n, lane in enumerate(placed.lanes):
        if n % 2:
            yield f'<rect class="pg-band" x="0" y="{_n(lane.y)}" width="{width}" height="{_n(lane.height)}"/>'
        yield _text(16, lane.y + 22, lane.lane.title, "lane-title")
        if lane.lane.sentence:
            left = 16 + text_width(lane.lane.title, 12.5, 600) + 12
            yield _text(left, lane.y + 22, lane.lane.sentence, "sentence")
    yield f'<path class="pg-rule" d="M0 {_n(HEAD)}H{width}"/>'


def _link(one: PlacedLink) -> str:
    fate = one.link.fate
    tip = one.x2 - 8
    bend = (tip - one.x1) / 2
    way = (
        f"M{_n(one.x1)} {_n(one.y1)}H{_n(tip)}"
        if one.level
        else f"M{_n(one.x1)} {_n(one.y1)}C{_n(one.x1 + bend)} {_n(one.y1)} {_n(tip - bend)} {_n(one.y2)} {_n(tip)} {_n(one.y2)}"
    )
    point = f"M{_n(one.x2)} {_n(one.y2)}l-9 -4.5v9z"
    return (
        f'<g class="pg-link"><title>{escape(one.link.said)}</title><path class="pg-way pg-way-{fate}" d="{way}"/>'
        f'<path class="pg-tip pg-tip-{fate}" d="{point}"/></g>'
    )


def _pill(one: PlacedLink) -> str:
    box, link = one.pill, one.link
    if box is None:
        return ""
    late = " pg-late" if link.exceeded else ""
    middle = box.x + box.width / 2
    shown = [
        f'<g class="pg-hours{late}"><rect class="pg-pill" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}" rx="4"/>',
        _text(middle, box.y + 15, link.took, "took", "middle"),
    ]
    if link.limit and one.level:
        shown.append(_text(middle, box.bottom + 14, link.limit, "of", "middle"))
    elif link.limit:
        shown.append(_text(box.right + 4, box.y + 15, link.limit, "of"))
    return "".join((*shown, "</g>"))


def _node(one: PlacedNode, ordinal: int, href: Href | None) -> str:
    node, box = one.node, one.box
    address = href(node) if href else ""
    body = "".join(_body(node, box, ordinal))
    inner = f'<title>{escape(node.said)}</title><rect class="pg-box" x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}" rx="8"/>{body}'
    group = f'<g class="pg-node pg-{node.fate}">{inner}</g>'
    return f'<a href="{escape(address)}">{group}</a>' if _ours(address) else group


def _body(node: Node, box: Box, ordinal: int) -> Iterator[str]:
    left, room = box.x + PAD, box.width - 2 * PAD
    if node.kind == PERSON:
        yield f'<path class="pg-shape" transform="translate({_n(left)} {_n(box.y + 13)})" d="{SHAPES[_hue(ordinal) - 1] if _hue(ordinal) else SHAPES[0]}"/>'
    else:
        yield _drawing(ICONS[node.icon], left - 1, box.y + 11, 18, "icon")
    yield _text(left + 24, box.y + 25, _cut(node.title, room - 22, 14, 600), "title")
    y = box.y + 45
    ahead = (
        2 if node.kind == PERSON else len(node.facts)
    )  # the match stands between what was given and by whom
    for fact in node.facts[:ahead]:
        yield _text(left, y, _cut(fact, room + 4), "fact")
        y += FACT
    if node.kind == PERSON:
        for line in node.lines:
            yield from _line(line, box, y - 4)
            y += FACT
        for fact in node.facts[ahead:]:
            yield _text(left, y, _cut(fact, room + 4), "fact")
            y += FACT
    elif node.lines:
        y -= FACT - 12
        yield f'<path class="pg-rule" d="M{_n(left)} {_n(y)}h{_n(room)}"/>'
        for n, line in enumerate(node.lines):
            yield from _line(line, box, y + LINE * n + 12)


def _line(line: Line, box: Box, middle: float) -> Iterator[str]:
    left, right = box.x + PAD, box.right - PAD
    bold = 600 if line.verdict in {"fail", "pending"} else 400
    limit = text_width(line.right, 12, bold) if line.right else 0
    value = f" {line.value}" if line.value else ""
    room = right - left - 18 - SNUG * (limit + text_width(value, 12, bold)) - (12 if limit else 0)
    yield f'<g class="pg-line pg-line-{line.verdict}"><title>{escape(line.said or line.text)}</title>'
    yield _mark(line.verdict, left - 1, middle - 7)
    yield _text(left + 18, middle + 4, _cut(line.text, room, 12, bold) + value, "test")
    if line.right:
        shown = "pending-day" if line.verdict == "pending" else "limit"
        yield _text(right, middle + 4, line.right, shown, "end")
    yield "</g>"


def _mark(verdict: Verdict, x: float, y: float) -> str:
    shown = f'<path class="pg-disc" d="{MARKS[verdict]}"/>'
    if verdict == "pass":
        shown += f'<path class="pg-tick" d="{_TICK}"/>'
    return (
        f'<g class="pg-mark pg-mark-{verdict}" transform="translate({_n(x)} {_n(y)}) scale(.583)">{shown}</g>'
    )


def _drawing(path: str, x: float, y: float, size: float, shown: str) -> str:
    return (
        f'<path class="pg-{shown}" transform="translate({_n(x)} {_n(y)}) scale({_n(size / 24)})" d="{path}"/>'
    )


def _text(x: float, y: float, words: str, shown: str, anchor: str = "") -> str:
    at = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="pg-{shown}" x="{_n(x)}" y="{_n(y)}"{at}>{escape(words)}</text>'


def _cut(words: str, room: float, size: float = 12, weight: int = 400) -> str:
    """Shorten words that do not fit; the title of the mark bears them whole."""
    room /= SNUG
    if text_width(words, size, weight) <= room:
        return words
    while words and text_width(f"{words}…", size, weight) > room:
        words = words[:-1]
    return f"{words.rstrip(' ,')}…"


def _hue(ordinal: int) -> int:
    return ordinal if 1 <= ordinal <= palette.PARTICIPANTS else 0


def _ours(address: str) -> bool:
    """Whether an address stays on this site."""
    return address.startswith("#") or (address.startswith("/") and not address.startswith(("//", "/\\")))


def _n(number: float) -> str:
    """Write a coordinate to a tenth, without a needless zero."""
    return f"{number:.3f}".rstrip("0").rstrip(".") if number < 1 else f"{number:.1f}".removesuffix(".0")


# -- The same as a table -----------------------------------------------------------------------------------------------


def _test(line: Line) -> str:
    result = f"{line.text} {line.value}".strip()
    beside = line.right if line.right != line.verdict else ""
    return f"{result} ({beside}): {line.verdict}" if beside else f"{result}: {line.verdict}"


def pedigree_table(pedigree: Pedigree, href: Href | None = None, name: str = "pedigree-table") -> Table:
    """Return the pedigree as a table: every material with what it was made of, its facts, tests and fate."""
    called = {node.key: node.title for node in pedigree.nodes if node.kind == AHEAD}
    made_of: dict[str, list[str]] = {}
    for link in pedigree.links:
        hours = " ".join(filter(None, (link.took, link.limit)))
        made_of.setdefault(link.target, []).append(
            f"{called.get(link.source, link.source)}{f' ({hours})' if hours else ''}"
        )

    def row(node: Node) -> Row:
        address = href(node) if href else ""
        tests = "; ".join(map(_test, node.lines))
        return Row(
            cells=(
                Text(text=node.title, strong=node.fate == "given", href=address),
                Text(text=", ".join(made_of.get(node.key, ["the participant"]))),
                Text(text="; ".join(node.facts)) if node.facts else Missing(reason="nothing measured"),
                Text(text=tests) if tests else Text(text="none"),
                Text(text=node.fate),
            )
        )

    groups = [
        Group(
            title=lane.title,
            rows=tuple(row(node) for node in pedigree.nodes if node.product == lane.product)
            or (Row(cells=(Text(text="–"),), sentence=lane.sentence or "nothing made"),),
        )
        for lane in pedigree.lanes
    ]
    return Table(
        id=name,
        title="",
        columns=(
            Column(title="Material", width=4),
            Column(title="Made of", width=5),
            Column(title="Facts", width=5),
            Column(title="Tests", width=9),
            Column(title="What became of it", width=3),
        ),
        groups=(*groups, Group(title="Participant", rows=(row(pedigree.person),))),
        listing=True,
    )
