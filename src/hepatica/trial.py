"""A trial is a folder: making one, opening one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from hepatica.config.site import FILE, Site, read_site, write_site


class TrialError(Exception):
    """The folder cannot be used; the sentence says why and what to do."""


def open_trial(folder: Path) -> None:
    """Point this process at a trial folder and start Django; TrialError when it is not one."""
    if not (folder / FILE).is_file():
        raise TrialError(f"{folder} is not a trial folder (no {FILE}). Make one with: hepatica init {folder}")
    os.environ["HEPATICA_DIR"] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "hepatica.config.settings"
    import django

    django.setup()


def migrate() -> None:
    """Bring the open trial's tables up to this version, as the role that owns them."""
    from django.conf import settings
    from django.core.management import call_command

    from hepatica.store.transactions import upgrade

    with upgrade(settings.MIGRATION_DATABASE):
        call_command("migrate", database=settings.MIGRATION_DATABASE, verbosity=0, interactive=False)
    if settings.MIGRATION_DATABASE != "default":
        from django.db import connections

        from hepatica.store.grants import grant_app_role

        grant_app_role(connections[settings.MIGRATION_DATABASE], connections["default"].settings_dict["USER"])


def is_behind() -> bool:
    """Say whether the open trial's tables were made by an earlier version; False where that cannot be told."""
    from django.conf import settings
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connections[settings.MIGRATION_DATABASE])
        # A folder without any table is no older one: what is wrong with it, the command itself says.
        return bool(executor.loader.applied_migrations) and bool(
            executor.migration_plan(executor.loader.graph.leaf_nodes())
        )
    except DatabaseError:
        return False


def make_folder(folder: Path, study: Path, *, site: Site | None = None) -> None:
    """Make a trial folder around a copy of a study; refuses a folder that already holds something."""
    if folder.exists() and any(folder.iterdir()):
        raise TrialError(f"{folder} is not empty. A new trial needs a new folder.")
    if site is None:
        from hepatica.conduct.lint import load

        # Read before anything is made: a study with mistakes leaves no folder behind.
        place = load(study).sites[0]
        site = Site(name=f"{place.name}, {place.place}", zone=place.zone)
    (folder / "files").mkdir(parents=True, exist_ok=True)
    shutil.copytree(study, folder / "study", ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    (folder / FILE).write_text(write_site(site), encoding="utf-8")


def publish(
    folder: Path, *, keeps: bool = False, approvals: Mapping[str, str] | None = None, urgent: str = ""
) -> str:
    """Bring the folder's study into force in the open trial; return what happened in sentences.

    Records that the version applies to are read anew under it, each by itself; interrupted, publishing again goes on.
    """
    from hepatica.conduct.lint import load
    from hepatica.store import publishing, versions
    from hepatica.store.unavailable import StoreUnavailable

    study = load(folder / "study")
    try:
        event = publishing.publish(study, keeps=keeps, approvals=approvals, urgent=urgent)
        done, refused = versions.settle(publishing.OWNER)
    except (publishing.NotDone, StoreUnavailable) as error:
        raise TrialError(str(error)) from error
    said = f"Version {study.version} of {study.id} is in force already."
    if event is not None:
        said = f"Published version {study.version} of {study.id} as event {event}."
    if done:
        said += f" The {f'records of {done} participants were' if done > 1 else 'record of one participant was'} read anew under it."
    return "\n".join((said, *refused))


def create(folder: Path, study: Path, *, site: Site | None = None) -> str:
    """Make a trial folder, its tables, and publish its study."""
    make_folder(folder, study, site=site)
    open_trial(folder)
    migrate()
    return publish(folder)


def site_of(folder: Path) -> Site:
    """Return the site settings of a trial folder."""
    return read_site(folder)
