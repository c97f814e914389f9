"""The software bill of materials, as CycloneDX 1.5: every pinned component with version, hashes and licence."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.validation.trace import ROOT

LOCK = ROOT / "deploy" / "requirements.lock"
"""What a server installs."""
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: Path = LOCK) -> list[dict[str, Any]]:
    """Return one component per pinned package."""
    found = []
    for entry in re.split(r"\n(?=[A-Za-z])", lock.read_text(encoding="utf-8")):
        if not (pin := _ENTRY.match(entry)):
            continue
        name, version = pin.groups()
        found.append(
            {
                "type": "library",
                "name": name,
                "version": version,
                "purl": f"pkg:pypi/{name}@{version}",
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in _HASH.findall(entry)],
                "licenses": [{"license": {"name": licence_of(name)}}],
            }
        )
    return found


def licence_of(name: str) -> str:
    """Return the licence that an installed package declares; 'not installed here' for one of another platform."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return "not installed here"
    if stated := said.get("License-Expression"):
        return str(stated)
    classes = [line.rsplit(" :: ", 1)[1] for line in said.get_all("Classifier") or () if "License ::" in line]
    return "; ".join(classes) or str(said.get("License") or "not declared").splitlines()[0][:80]


def sbom(version: str) -> str:
    """Return the bill of materials of a version of the program as JSON."""
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {"component": {"type": "application", "name": "hepatica", "version": version}},
            "components": components(),
        },
        indent=1,
    )
