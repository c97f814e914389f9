"""The canonical text of a study: UTF-8 JSON, sorted keys, no floating-point numbers; what is published and hashed."""

from __future__ import annotations

import json
from hashlib import sha256 as _sha256

from hepatica.study.study import Study


def dump(study: Study) -> str:
    """Return the canonical JSON text: equal studies give equal text, and ``load.parse`` gives the study back.

    Decimals and dates are strings as written in the study; keys without a value are left out.
    """
    data = study.model_dump(mode="json", exclude_none=True)
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256(study: Study) -> str:
    """Return the hexadecimal SHA-256 of the canonical text."""
    return _sha256(dump(study).encode()).hexdigest()
