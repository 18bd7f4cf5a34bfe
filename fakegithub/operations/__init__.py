"""What can happen: one function per operation of GitHub's API, and the verbs that have no route.

An operation counts from when its module is imported, so all modules of this package are.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
