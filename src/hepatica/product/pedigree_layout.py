"""Where the nodes and links of a pedigree lie: lanes from above, steps from the left, in pixels, nothing over anything.

The picture is 1,232 wide (a page's card) and grows to the right when a culture has more passages than fit: the card then
scrolls. Bags and retained samples of every lane share one column, the participant the last. Coordinates count downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from hepatica.product.moments import day_of, days, in_words
from hepatica.product.pedigree_values import AHEAD, PERSON, Lane, Link, Node, Pedigree

WIDTH, EDGE, HEAD = 1232.0, 16.0, 35.0
TITLE = 38.0
"""From a lane's top to its first node, below its title."""
EMPTY = 64.0
BAG_WIDTH, PERSON_WIDTH = 166.0, 152.0
BAG_X = 822.0
TO_PERSON = 76.0
BEFORE_BAGS = 60.0
UPSTREAM = BAG_X - BEFORE_BAGS - EDGE
"""Pixels for everything before the bags."""
STACK, FOOT = 18.0, 22.0
LIFT = 20.0
"""By how much the column of bags begins higher: lane titles do not reach it."""
PORT = 42.0
LINE, FACT = 19.0, 17.0
_WIDE = {"collection": 172.0, "passage": 78.0, "selection": 166.0, "lot": 224.0, "sample": 78.0, AHEAD: 140.0}
_NARROW = {
    "collection": 140.0,
    "passage": 78.0,
    "selection": 144.0,
    "lot": 196.0,
    "sample": 78.0,
    AHEAD: 98.0,
}
_GAP, _CLOSE = 50.0, 14.0
_PILL, _SIGN, _TIP = 22.0, 6.0, 9.0
"""Height of the hours on a link, pixels for each of their letters, and the length of an arrow's tip."""
_BAGS = frozenset({"bag"})


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def port(self) -> float:
        """The height at which links come and go: the middle of its head."""
        return self.y + min(self.height / 2, PORT)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any area."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )


class PlacedNode(msgspec.Struct, frozen=True, kw_only=True):
    """A node and its box."""

    node: Node
    box: Box


class PlacedLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link from the right edge of one box to the left edge of another; ``pill`` is where its hours stand, if anywhere."""

    link: Link
    x1: float
    y1: float
    x2: float
    y2: float
    pill: Box | None = None

    @property
    def level(self) -> bool:
        """Whether it runs straight across."""
        return abs(self.y1 - self.y2) < 1


class PlacedLane(msgspec.Struct, frozen=True, kw_only=True):
    """A lane's band."""

    lane: Lane
    y: float
    height: float


class ColumnHead(msgspec.Struct, frozen=True, kw_only=True):
    """Days above a column: '2 Feb 2026 · Day −35'."""

    x: float
    text: str


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The whole picture."""

    width: float
    height: float
    heads: tuple[ColumnHead, ...]
    lanes: tuple[PlacedLane, ...]
    nodes: tuple[PlacedNode, ...]
    links: tuple[PlacedLink, ...]


def layout(pedigree: Pedigree) -> Layout:
    """Place everything of a pedigree; no two nodes overlap, and no two labels of links."""
    ways = [_Way(pedigree, lane) for lane in pedigree.lanes]
    bag_x = max([BAG_X, *(way.reach + BEFORE_BAGS for way in ways)])
    boxes: dict[str, Box] = {}
    lanes, top = [], HEAD
    for way in ways:
        placed = way.place(top, bag_x)
        boxes.update(placed)
        height = max((box.bottom for box in placed.values()), default=top + EMPTY - FOOT) + FOOT - top
        lanes.append(PlacedLane(lane=way.lane, y=top, height=height))
        top += height
    person_x = bag_x + BAG_WIDTH + TO_PERSON
    height = max(top, HEAD + node_height(pedigree.person) + 2 * FOOT)
    boxes[pedigree.subject] = _person(pedigree, boxes, person_x, height)
    nodes = tuple(PlacedNode(node=node, box=boxes[node.key]) for node in pedigree.nodes)
    return Layout(
        width=max(WIDTH, person_x + PERSON_WIDTH + EDGE),
        height=height,
        heads=tuple(_heads(pedigree, boxes)),
        lanes=tuple(lanes),
        nodes=nodes,
        links=tuple(_labelled(_links(pedigree, boxes), list(boxes.values()))),
    )


def node_height(node: Node) -> float:
    """Return how tall a node is: its title, its facts, its tests."""
    height = 38 + FACT * len(node.facts) + (14 if node.facts else 6)
    if node.lines and node.kind != PERSON:
        return height + LINE * len(node.lines) + 6
    return height + FACT * len(node.lines)


class _Way:
    """One lane: its nodes in ranks from the left, then the column of bags."""

    def __init__(self, pedigree: Pedigree, lane: Lane) -> None:
        self.lane = lane
        self.nodes = {node.key: node for node in pedigree.nodes if node.product == lane.product}
        self.parents: dict[str, list[str]] = {key: [] for key in self.nodes}
        for link in pedigree.links:
            if link.target in self.nodes and link.source in self.nodes:
                self.parents[link.target].append(link.source)
        self.held = [key for key in self.nodes if self._held(key)]
        self.ranks = self._ranks()
        self.widths = self._widths()
        self.xs = list(self._columns())

    @property
    def reach(self) -> float:
        """Where the last rank ends."""
        return self.xs[-1] + self.widths[-1] if self.xs else EDGE

    def _held(self, key: str) -> bool:
        """Whether a node stands in the column of bags: a bag, or a sample of a lot or bag."""
        node = self.nodes[key]
        if node.kind == "sample":
            return any(self.nodes[parent].kind in {"lot", "bag"} for parent in self.parents[key])
        return node.kind in _BAGS

    def _ranks(self) -> list[list[str]]:
        depth: dict[str, int] = {}
        lots = [key for key, node in self.nodes.items() if node.kind == "lot"]
        for (
            key,
            node,
        ) in self.nodes.items():  # in the order they were made: a parent is met before what came of it
            above = [depth[parent] + 1 for parent in self.parents[key] if parent in depth]
            start = int(node.kind != AHEAD and any(one.kind == AHEAD for one in self.nodes.values()))
            depth[key] = max([start, *above]) if node.kind != AHEAD else 0
        last = max((depth[key] for key in self.nodes if key not in self.held), default=0)
        for key in lots:
            depth[key] = last  # every lot stands beside the bags
        ranks: list[list[str]] = [[] for _ in range(last + 1)]
        for key in self.nodes:
            if key not in self.held:
                ranks[depth[key]].append(key)
        return [rank for rank in ranks if rank]

    def _widths(self) -> list[float]:
        wide = [max(_WIDE.get(self.nodes[key].kind, 172.0) for key in rank) for rank in self.ranks]
        narrow = [max(_NARROW.get(self.nodes[key].kind, 140.0) for key in rank) for rank in self.ranks]
        over, slack = sum(wide) + self._least() - UPSTREAM, sum(wide) - sum(narrow)
        share = min(max(over / slack, 0), 1) if slack else 0
        return [a - share * (a - b) for a, b in zip(wide, narrow, strict=True)]

    def _least(self) -> float:
        return sum(_CLOSE if self._close(n) else _GAP for n in range(1, len(self.ranks)))

    def _close(self, rank: int) -> bool:
        """Whether a rank stands close to the one before: passages, whose days stand in the nodes."""
        both = (*self.ranks[rank - 1], *self.ranks[rank])
        return all(self.nodes[key].kind in {"passage", "sample"} for key in both)

    def _columns(self) -> Iterator[float]:
        wide = sum(not self._close(n) for n in range(1, len(self.ranks)))
        spare = max(UPSTREAM - sum(self.widths) - self._least(), 0) / wide if wide else 0
        x = EDGE
        for n, width in enumerate(self.widths):
            if n:
                x += _CLOSE if self._close(n) else _GAP + spare
            yield x
            x += width

    def place(self, top: float, bag_x: float) -> dict[str, Box]:
        """Return the box of every node, stacked in its rank beside what it was made of."""
        boxes: dict[str, Box] = {}
        for n, rank in enumerate(self.ranks):
            self._stack(rank, boxes, self.xs[n], self.widths[n], top + TITLE, lift=0)
        self._stack(self.held, boxes, bag_x, BAG_WIDTH, top + TITLE - LIFT, lift=LIFT)
        return boxes

    def _stack(
        self, keys: Iterable[str], boxes: dict[str, Box], x: float, width: float, top: float, *, lift: float
    ) -> None:
        """Place nodes below each other, each as near as it can to what it was made of; samples last."""

        def beside(key: str) -> float:
            return min(
                (boxes[parent].y - lift for parent in self.parents[key] if parent in boxes), default=top
            )

        for key in sorted(keys, key=lambda key: (beside(key), self.nodes[key].kind == "sample")):
            y, height = max(top, beside(key)), node_height(self.nodes[key])
            boxes[key] = Box(x=x, y=y, width=width, height=height)
            top = y + height + STACK


def _person(pedigree: Pedigree, boxes: Mapping[str, Box], x: float, height: float) -> Box:
    """Place the participant between the bags that were given."""
    tall = node_height(pedigree.person)
    ports = [boxes[link.source].port for link in pedigree.links if link.target == pedigree.subject]
    middle = sum(ports) / len(ports) if ports else (HEAD + height) / 2
    y = min(max(middle - tall / 2, HEAD + STACK), height - tall - STACK)
    return Box(x=x, y=y, width=PERSON_WIDTH, height=tall)


def _links(pedigree: Pedigree, boxes: Mapping[str, Box]) -> Iterator[PlacedLink]:
    leaving: dict[str, list[Link]] = {}
    coming: dict[str, list[Link]] = {}
    for link in pedigree.links:
        leaving.setdefault(link.source, []).append(link)
        coming.setdefault(link.target, []).append(link)
    for link in pedigree.links:
        source, target = boxes[link.source], boxes[link.target]
        out = sorted(leaving[link.source], key=lambda one: (boxes[one.target].port, one.target))
        into = sorted(coming[link.target], key=lambda one: (boxes[one.source].port, one.source))
        y2 = target.port
        if link.target == pedigree.subject:
            y2 = target.y + target.height * (into.index(link) + 1) / (len(into) + 1)
        room = max(source.bottom - 14 - source.port, 0)
        y1 = min(source.port + out.index(link) * min(30, room / max(len(out) - 1, 1)), source.bottom - 8)
        yield PlacedLink(link=link, x1=source.right, y1=y1, x2=target.x, y2=y2)


def _labelled(links: Iterable[PlacedLink], boxes: list[Box]) -> Iterator[PlacedLink]:
    """Place the hours on each link, in the gap before its target, where nothing else stands; else leave them to the table."""
    taken: list[Box] = []
    for one in links:
        pill = (
            next((box for box in _places(one, boxes) if _free(box, one, boxes, taken)), None)
            if one.link.took
            else None
        )
        if pill:
            taken.append(_whole(pill, one))
        yield msgspec.structs.replace(one, pill=pill)


def _places(one: PlacedLink, boxes: Iterable[Box]) -> Iterator[Box]:
    width, height = 10 + _SIGN * len(one.link.took), _PILL
    low, high = min(one.y1, one.y2), max(one.y1, one.y2)
    near = (
        box.right for box in boxes if box.right <= one.x2 - 8 and box.y < high + 1 and low - 1 < box.bottom
    )
    before = max(near, default=one.x1)
    start = max(before, one.x1)
    x = max((start + one.x2 - _TIP) / 2 - width / 2, start + 1)  # the tip of the arrow stays in sight
    across = one.x2 - one.x1
    part = min(max((x + width / 2 - one.x1) / across, 0), 1) if across > 0 else 0.5
    y = one.y1 + (one.y2 - one.y1) * (3 * part**2 - 2 * part**3) - height / 2
    for shift in (0, -26, 26, -48, 48):
        yield Box(x=x, y=y + shift, width=width, height=height)


def _whole(pill: Box, one: PlacedLink) -> Box:
    """Return a pill with its limit, which stands below a level link and beside another."""
    if not one.link.limit:
        return pill
    if one.level:
        return Box(x=pill.x, y=pill.y, width=pill.width, height=pill.height + 18)
    return Box(x=pill.x, y=pill.y, width=pill.width + 34, height=pill.height)


def _free(pill: Box, one: PlacedLink, boxes: Iterable[Box], taken: Iterable[Box]) -> bool:
    return not any(_whole(pill, one).overlaps(other) for other in (*boxes, *taken))


def _heads(pedigree: Pedigree, boxes: Mapping[str, Box]) -> Iterator[ColumnHead]:
    """Say the days above each column of the first lane that has nodes, then above the bags and the participant."""
    first = next(
        (lane.product for lane in pedigree.lanes if any(n.product == lane.product for n in pedigree.nodes)),
        "",
    )
    columns: dict[float, list[Node]] = {}
    for node in pedigree.nodes:
        shared = node.kind == PERSON or node.kind in _BAGS
        if node.at and (shared or node.product == first):
            columns.setdefault(boxes[node.key].x, []).append(node)
    merged: list[tuple[float, list[Node]]] = []
    for x, nodes in sorted(columns.items()):
        cultured = all(node.kind in {"passage", "sample"} for node in nodes)
        if cultured and merged and all(node.kind in {"passage", "sample"} for node in merged[-1][1]):
            merged[-1][1].extend(nodes)
        else:
            merged.append((x, list(nodes)))
    for x, nodes in merged:
        yield ColumnHead(x=x, text=_span(pedigree, [node.at for node in nodes if day_of(node.at)]))


def _span(pedigree: Pedigree, moments: list[str]) -> str:
    if not moments:
        return ""
    first, last = min(moments)[:10], max(moments)[:10]
    low, high = (days(pedigree.infused, at) if pedigree.infused else None for at in (first, last))
    if low is None or high is None:
        return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"
    if first == last:
        return f"{in_words(first)} · Day {_signed(low)}"
    return f"Day {_signed(low)} to {_signed(high)}"


def _signed(day: int) -> str:
    return f"{'+' if day > 0 else '−' if day < 0 else ''}{abs(day)}"
