"""Make a trial folder where a visit waits for its signatures: ``python -m tests.web.inbox.signing_folder FOLDER``.

Asha has filled in two pages of the screening visit of 01-001; Dr Meena signs, Kiran manages the data.
"""

import os
import sys
from datetime import timedelta
from pathlib import Path

from tests.web.ward_folder import PASSWORD, STUDY

from hepatica.trial import make_folder, migrate

KIRAN = ("kiran", "Kiran Bose", "data_manager")
WHO = "01-001"


def make(folder: Path) -> None:
    """Make the folder, fill the pages in and give everybody a sign-in."""
    make_folder(folder, STUDY)
    os.environ |= {"HEPATICA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "hepatica.config.settings"}
    import django

    django.setup()
    migrate()
    from tests.delegating import delegate
    from tests.web import play

    from hepatica.people.accounts import add_account
    from hepatica.store import clock
    from hepatica.study.load import load

    today = clock.now().today
    asked = today - timedelta(days=2)
    play.open_trial(load(STUDY), asked)
    assert play.screened(asked, today + timedelta(days=45)) == WHO
    with clock.virtual(play.moment(asked, 15)):
        delegate(*KIRAN)
        play.enter(WHO, "screening", "visit", {"svstdtc": asked.isoformat()})
        for form, values in (("consent", {"icf_version": "2.0"}), ("eligibility", {"ieeligible": "no"})):
            play.fill(WHO, "screening", form, asked, values=values, sign=False)
    people = [(person.user, person.name) for person in (play.ASHA, play.MEENA)] + [KIRAN[:2]]
    for user, name in people:
        add_account(user, name, PASSWORD, checked=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
