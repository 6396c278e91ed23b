"""What ``python -m cnnlib`` runs."""

import sys

from cnnlib.command_line import main

sys.exit(main())
