"""``python -m keju`` is the command line."""

import sys

from keju.cli import main

sys.exit(main())
