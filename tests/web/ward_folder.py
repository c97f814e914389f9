"""Make a trial folder with the played ward, for a real server: ``python -m tests.web.ward_folder FOLDER``."""

import os
import sys
from pathlib import Path

from hepatica.trial import make_folder, migrate

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "src" / "hepatica" / "studies" / "nct04243681"
PASSWORD = "ward-chart-2026"


def make(folder: Path) -> None:
    """Make the folder, play the ward and give the cast their sign-ins."""
    make_folder(folder, STUDY)
    os.environ |= {"HEPATICA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.web.served"}
    import django

    django.setup()
    migrate()
    from tests.web import play

    from hepatica.people.accounts import add_account
    from hepatica.store import clock
    from hepatica.study.load import load

    play.ward(load(STUDY), clock.now().today)
    for person in play.CAST:
        add_account(person.user, person.name, PASSWORD, checked=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
