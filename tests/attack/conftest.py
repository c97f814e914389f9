"""Attacks need databases of their own, like every test that saves."""

from tests.store.conftest import ledger, published, templates  # noqa: F401
