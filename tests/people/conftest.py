"""Tests about people who are in the database have one of their own."""

from tests.store.databases import ledger, published, templates  # noqa: F401
