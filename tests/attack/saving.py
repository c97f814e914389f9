"""A person who saves without end, is killed, and looks at what is there: all that was told as stored, and nothing by half."""

from __future__ import annotations

import time

from tests.attack.kills import Left, Tell, rows
from tests.store.people import ASHA, pressures, screened

from hepatica.conduct.commands import Command
from hepatica.ledger.state import State
from hepatica.store import append, projections, read
from hepatica.store.access import Access
from hepatica.store.fold import folded
from hepatica.store.record import Recorded, append_access, record
from hepatica.store.transactions import snapshot, writing
from hepatica.store.verify import verify

VISITS = 12
"""Visits entered of one participant, before the next one is screened."""
_SEEN = 10**9
"""A request that is sent again is the same to its last word: it does not say anew what its sender had seen."""


def settled() -> None:
    """Wait until the database has ended what a dead process had begun: PostgreSQL hears of a death when it reads on."""
    with writing() as cursor:
        for chain in ("study", "access"):
            append.locked(cursor, chain)


class Saver:
    """Numbered saves, each under a key: a visit's readings, then all of them corrected, participant after participant."""

    def __init__(self) -> None:
        self.subject, self.next, self.kills, self.told = screened(), 0, 0, 0
        self._visit = 0
        with snapshot() as cursor:
            self._state = State()
            folded(read.stream(cursor, last=read.head().seq), self._state)
        self._seen, self._access = read.head().seq, read.head("access").seq
        self._marks = read.plan().landmarks

    def command(self, n: int) -> Command:
        """Return the nth save."""
        visit = f"unscheduled.{(n - self._visit) // 2 + 2}"
        values = ("120", "300", "118") if n % 2 == 0 else ("121", "119", str(100 + n % 80))
        reason = "" if n % 2 == 0 else "typing error"
        return pressures(self.subject, *values, visit=visit, reason=reason, seen=_SEEN)

    def save(self, n: int) -> Recorded:
        """Send the nth save under its key."""
        done = record(self.command(n), actor=ASHA, key=f"save-{n}")
        assert isinstance(done, Recorded), done
        return done

    def spell(self) -> float:
        """Save a few times; return the seconds that one took."""
        begun = time.monotonic()
        for _ in range(4):
            self.save(self.next)
            self.next += 1
        self._equal()
        return (time.monotonic() - begun) / 4

    def without_end(self, tell: Tell) -> None:
        """Save, sign in, and tell of each what the record answered."""
        n = self.next
        while True:
            done = self.save(n)
            tell(f"save {done.seq_first} {done.seq_last}")
            tell(f"access {append_access(Access.SIGNED_IN, actor='asha')}")
            n += 1

    def survived(self, left: Left, *, whole: bool) -> None:
        """Look at what a dead child left; AssertionError for anything lost, half or false. ``whole``: verify everything."""
        self.kills += 1
        settled()
        saves = [tuple(map(int, line.split()[1:])) for line in left.told if line.startswith("save")]
        accesses = [int(line.split()[1]) for line in left.told if line.startswith("access")]
        self.told += len(saves)
        stored = rows(
            "SELECT key, seq_first, seq_last FROM idempotency WHERE seq_first > %s ORDER BY seq_first",
            [self._seen],
        )
        due = [f"save-{self.next + k}" for k in range(len(stored))]
        assert [key for key, _, _ in stored] == due
        assert [tuple(one[1:]) for one in stored[: len(saves)]] == saves, "a save was told stored and is lost"
        assert len(stored) - len(saves) in {0, 1}, "at most the one whose answer the kill swallowed"
        self._tiled([one[1:] for one in stored])
        self._equal()
        self._accessed(accesses)
        self._goes_on(len(saves), len(stored))
        if whole:
            report = verify()
            assert report.sound, report.sentences

    def _tiled(self, stored: list[tuple[int, int]]) -> None:
        """Every event belongs to a save that is there whole, and the head is the last of them."""
        last = self._seen
        for first, end in stored:
            assert first == last + 1
            last = end
        found = rows("SELECT count(*), coalesce(max(seq), 0) FROM study_event WHERE seq > %s", [self._seen])
        assert found == [(last - self._seen, last if stored else 0)]
        assert read.head().seq == last

    def _equal(self) -> None:
        """Every row that the new events touch stands as they fold."""
        with snapshot() as cursor:
            last = read.head().seq
            touched = folded(read.stream(cursor, after=self._seen, last=last), self._state, self._marks)
            for (table, subject, key), seq in touched.items():
                columns = ", ".join(f'"{name}"' for name in projections.columns_of(table))
                cursor.execute(
                    f"SELECT {columns} FROM projected_{table} WHERE subject = %s AND key = %s", [subject, key]
                )
                row = self._state.at((table, subject, key))
                due = [] if row is None else [projections.stored(row, seq)]
                assert [tuple(one) for one in cursor.fetchall()] == due
        self._seen = last

    def _accessed(self, told: list[int]) -> None:
        head = read.head("access").seq
        assert head - (told[-1] if told else self._access) in {0, 1}
        assert rows("SELECT max(seq), count(*) FROM access_event WHERE seq > 0") == [(head or None, head)]
        self._access = head

    def _goes_on(self, told: int, stored: int) -> None:
        """The request whose answer never came is sent again: stored once; and so is the next one."""
        n = self.next + told
        assert self.save(n).repeated is (stored > told)
        assert not self.save(n + 1).repeated
        self.next = n + 2
        if (self.next - self._visit) // 2 >= VISITS:
            self.subject, self._visit = screened(), self.next + self.next % 2
            self.next = self._visit
        self._equal()
