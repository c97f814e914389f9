"""Make a small trial and its archive: ``python -m tests.browser.archive_folder FOLDER``."""

import os
import sys
from pathlib import Path

folder = Path(sys.argv[1])
(folder / "trial").mkdir(parents=True)
(folder / "trial" / "hepatica.toml").write_text('[site]\nname = "Example Hospital"\n', encoding="utf-8")
os.environ["HEPATICA_DIR"] = str(folder / "trial")
os.environ["DJANGO_SETTINGS_MODULE"] = "hepatica.config.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from tests.jobs.keeping.trial import SILENT, fill  # noqa: E402

from hepatica.jobs.keeping.archive import write_archive  # noqa: E402

call_command("migrate", verbosity=0, interactive=False)
fill(folder / "trial")
(folder / "archive").mkdir()
write_archive(folder / "archive", SILENT, site="HYD")
