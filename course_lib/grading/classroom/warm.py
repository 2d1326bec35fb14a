"""What the processes of a pool have loaded before the first is forked: its cost is paid once, however many they are.

Only the process that forks them imports this module.
"""

import sys
from importlib import import_module

# where jsonschema finds this package it compiles a grammar of internet addresses, for a second; notebooks have none
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

NAMES = (
    "course_lib.grading.classroom.executors",
    "nbformat",
    "torch.fx.experimental.symbolic_shapes",  # which torch loads at the first gradient, and sympy with it
)
for name in NAMES:
    import_module(name)
