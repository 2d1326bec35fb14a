"""Run every topic: each module of this folder that has a function `main`."""

import importlib
import pkgutil

import tests.benchmarks

for module in pkgutil.iter_modules(tests.benchmarks.__path__, "tests.benchmarks."):
    if not module.name.endswith("__main__"):
        main = getattr(importlib.import_module(module.name), "main", None)
        if main is not None:
            main()
