"""``python -m polymnist_lib``: the console command ``polymnist`` under another name."""

import sys

from polymnist_lib.cli import main

sys.exit(main())
