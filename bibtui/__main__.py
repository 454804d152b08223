"""`python -m bibtui`."""

import sys

from bibtui.cli import main

sys.exit(main())
