"""Where nbgrader finds things. The folders of a class are those that `make` fills; point them at your own."""

c = get_config()  # nbgrader gives it

c.CourseDirectory.course_id = "recurrent-course"
c.CourseDirectory.source_directory = "_build/source"  # made of solutions/ by `make exercises`
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "_build/classroom/submitted"
c.CourseDirectory.autograded_directory = "_build/classroom/autograded"
c.CourseDirectory.feedback_directory = "_build/classroom/feedback"
c.CourseDirectory.solution_directory = "_build/solution"
c.CourseDirectory.db_url = "sqlite:///_build/classroom/gradebook.db"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.Execute.timeout = 60  # seconds a cell; the first one loads torch
c.Execute.iopub_timeout = 30  # a busy machine answers late
