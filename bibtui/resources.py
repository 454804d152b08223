"""Where the files that ship with Bibtui are: beside the package in a checkout, in it in a wheel."""

from pathlib import Path


def folder(name: str) -> Path:
    """The shipped folder `data/<name>`, such as `policies` or `demo`."""
    package = Path(__file__).parent
    installed = package / "data"
    return (installed if installed.is_dir() else package.parent / "data") / name


def policy_file(name: str) -> Path:
    """The file of the shipped policy of that name; it may not exist."""
    return folder("policies") / f"{name}.toml"


def policy_names() -> tuple[str, ...]:
    """The shipped policies, by name."""
    return tuple(sorted(path.stem for path in folder("policies").glob("*.toml")))


def ledger_file(network: str) -> Path:
    """The demo ledger of a network; it may not exist."""
    return folder("demo") / f"{network}.toml"
