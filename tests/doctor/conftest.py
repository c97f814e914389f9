"""The doctor looks at a database of its own."""

from tests.store.conftest import ledger, published, templates  # noqa: F401
