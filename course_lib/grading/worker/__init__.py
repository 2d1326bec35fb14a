"""What runs beside student code, and nothing else: the trust boundary.

The whole folder is copied into the package that a submission can read. It knows no answer, no check and no seed, and
imports torch, numpy, IPython, traitlets and ``language``.
"""
