"""Make a trial folder with liver biopsies, for a real server: ``python -m tests.web.tissue.tissue_folder FOLDER``."""

import os
import sys
from pathlib import Path

from tests.web.ward_folder import PASSWORD, STUDY

from hepatica.trial import make_folder, migrate


def make(folder: Path) -> None:
    """Make the folder, play the biopsies and give the cast their sign-ins."""
    make_folder(folder, STUDY)
    os.environ |= {"HEPATICA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.web.tissue.served"}
    import django

    django.setup()
    migrate()
    from tests.web import play
    from tests.web.tissue import bench

    from hepatica.people.accounts import add_account
    from hepatica.store import clock
    from hepatica.study.load import load

    bench.open_house(load(STUDY), clock.now().today)
    for person in (*play.CAST, *bench.CAST):
        add_account(person.user, person.name, PASSWORD, checked=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
