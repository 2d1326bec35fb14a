"""What the processes of a pool have loaded before the first of them is forked: its cost is paid once, however many they are.

Only that process imports this module.
"""

import sys

# where jsonschema finds this package it compiles a grammar of internet addresses, for a second; notebooks have none
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import torch.fx.experimental.symbolic_shapes  # which torch loads, and sympy with it, at the first gradient

from course_lib.grading.classroom import executors

__all__ = ["executors", "nbformat", "torch"]
