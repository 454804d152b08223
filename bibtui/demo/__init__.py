"""The demonstration: real readers' days, replayed from a dated ledger.

Reading a ledger costs the standard library alone, so that the sign-in screen can list who may
sign in before anything heavy is imported; `bibtui.demo.seed` then fills a store from it.
"""

from bibtui.demo.ledger import DemoAccount, Ledger, networks, read

__all__ = ["DemoAccount", "Ledger", "networks", "read"]
