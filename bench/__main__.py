"""`python -m bench [NAME…]`: each measure in turn, alone, in a process of its own.

Ratios within one run are to be trusted, absolute times are not: run nothing else beside it.
"""

import subprocess
import sys
from pathlib import Path

HELPERS = ("__init__", "__main__", "bare_sign_in", "terminal")


def main() -> int:
    """Run the measures asked for, or all; 1 if any of them failed."""
    folder = Path(__file__).parent
    known = [path.stem for path in sorted(folder.glob("*.py")) if path.stem not in HELPERS]
    failed = False
    for name in sys.argv[1:] or known:
        print(f"== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=folder.parent)
        failed = failed or done.returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
