"""Check this archive with nothing but Python, 3.8 or later:  python3 verify.py [FOLDER].

Every file must be there with the very bytes it was written with, none may have been added, and both chains of events must
follow from the first to the last. It ends by naming both ends: compare them with a page that was printed at the time.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

SEALED = ("seq", "at", "actor", "subject", "kind", "schema", "definition", "body")


def faults(folder: Path) -> Iterator[str]:
    """Yield what was altered, added or is missing, each as a sentence."""
    raw = (folder / "manifest.json").read_bytes()
    manifest = json.loads(raw)
    if raw != json.dumps(manifest, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n":
        yield "manifest.json was altered"
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted((here - {"manifest.json"}) ^ set(manifest["files"])):
        yield name + (" was added" if name in here else " is missing")
    for name in sorted(here & set(manifest["files"])):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != manifest["files"][name]:
            yield f"{name} was altered"
    for chain in ("study", "access"):
        seq, prev = 0, "0" * 64
        for line in (folder / "events" / f"{chain}.jsonl").read_bytes().splitlines():
            event, seq = json.loads(line), seq + 1
            text = "\n".join([prev, *(str(event.get(name)) for name in SEALED)])
            partly = event.get("withheld") or event.get("redacted")  # the hash covers what is not shown here
            sound = partly or hashlib.sha256(text.encode()).hexdigest() == event["hash"]
            if (event["seq"], event["prev"]) != (seq, prev) or not sound:
                yield f"event {seq} of the {chain} chain does not follow from the one before"
            prev = event["hash"]
        if manifest[chain] != {"seq": seq, "hash": prev}:
            yield f"the {chain} chain does not end where the manifest says"


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    found: list[str] = []
    try:
        for fault in faults(place):
            found.append(fault)  # noqa: PERF402 - what was found before a file that cannot be read is told too
    except (OSError, ValueError, KeyError, TypeError) as error:
        found.append(f"it cannot be read: {error!r}")
    ends = {} if found else json.loads((place / "manifest.json").read_bytes())
    lines = [
        f"{name} chain: {ends[name]['seq']} events, sealed {ends[name]['hash']}"
        for name in ("study", "access")
        if ends
    ]
    sys.stdout.write("\n".join([*(f"FAILED: {one}" for one in found), *lines, "" if found else "Whole.\n"]))
    sys.exit(1 if found else 0)
