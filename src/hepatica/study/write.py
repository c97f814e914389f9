"""The canonical text of a study: UTF-8 JSON, sorted keys, no floating-point numbers; what is published and hashed."""

from __future__ import annotations

import json
from hashlib import sha256 as _sha256

from pydantic import BaseModel

from hepatica.study.study import Study


def dump(study: Study) -> str:
    """Return the canonical JSON text: equal studies give equal text, and ``load.parse`` gives the study back.

    Decimals and dates are strings as written in the study; keys without a value are left out.
    """
    return canonical(study)


def sha256(study: Study) -> str:
    """Return the hexadecimal SHA-256 of the canonical text."""
    return digest(study)


def canonical(document: BaseModel) -> str:
    """Return the canonical JSON text of any document of the house, as ``dump`` does for a study."""
    data = document.model_dump(mode="json", exclude_none=True)
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest(document: BaseModel) -> str:
    """Return the hexadecimal SHA-256 of the canonical text of any document of the house."""
    return _sha256(canonical(document).encode()).hexdigest()
