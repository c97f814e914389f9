"""Check this archive with nothing but Python 3.8 or later:  python3 verify.py [FOLDER].

Every file must be there with the very bytes it was written with, none may be added, and both chains of events must follow
from the first event to the last. The last line names both ends: compare them with a page that was printed at the time.
"""

import hashlib
import json
import sys
from pathlib import Path

SEALED = ("seq", "at", "actor", "subject", "kind", "schema", "definition", "body")


def faults(folder):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, D103
    manifest = json.loads((folder / "manifest.json").read_bytes())
    again = json.dumps(manifest, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"
    if (folder / "manifest.json").read_bytes() != again or set(manifest) != {"access", "files", "study"}:
        yield "manifest.json was altered"
    here = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()} - {"manifest.json"}
    for name in sorted(here ^ set(manifest["files"])):
        yield name + (" was added" if name in here else " is missing")
    for name in sorted(here & set(manifest["files"])):
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != manifest["files"][name]:
            yield name + " was altered"
    for chain in ("study", "access"):
        seq, prev = 0, "0" * 64
        for line in (folder / "events" / (chain + ".jsonl")).read_bytes().splitlines():
            event, seq = json.loads(line), seq + 1
            whole = not event.get("withheld") and not event.get("redacted")
            text = "\n".join([prev] + [str(event[name]) for name in SEALED]) if whole else ""
            if (event["seq"], event["prev"]) != (seq, prev) or (
                whole and hashlib.sha256(text.encode()).hexdigest() != event["hash"]
            ):
                yield f"event {seq} of the {chain} chain does not follow from the one before"
                break
            prev = event["hash"]
        if manifest[chain] != {"seq": seq, "hash": prev}:
            yield f"the {chain} chain does not end where the manifest says"
        print(f"{chain} chain: {seq} events, sealed {prev}")  # noqa: T201


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)))
    print("\n".join(found) or "Every file is there as it was written, and both chains follow.")  # noqa: T201
    sys.exit(1 if found else 0)
