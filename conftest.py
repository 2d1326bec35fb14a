"""Before pytest imports anything of ours: the shapes that annotations promise are checked, in tests and doctests."""

from tests import shapes

shapes.watch()
