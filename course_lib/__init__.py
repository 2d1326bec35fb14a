"""Reference models of the course “Recurrent networks II”: one module a chapter, in the order of the lecture.

Import from the chapter that you read: ``from course_lib.lstm import LSTMCell``.
"""

__version__ = "0.1.0"
