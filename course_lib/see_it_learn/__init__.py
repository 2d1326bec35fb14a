"""See it learn: what a student wrote, trained within a minute and drawn. Nothing here is graded.

The last cell of an exercise (the header ``play`` in ``solutions/<slug>.py``) calls ``see_it_learn`` of the module of
its chapter with the student's own functions. Such a function is an experiment at a small size: it builds networks
from what it is given, and returns the curves that ``learned`` gives back.
"""
