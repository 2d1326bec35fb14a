"""Where nbgrader finds things. The folders of a class are those that `make` fills; point them at your own."""

try:
    from course_lib.grading.nbgrader.steps import install
except Exception as error:  # nbgrader would go on without this file, and run students' code with all your rights
    raise SystemExit(f"nbgrader_config.py cannot be read: {error}. Is the course installed here?") from error

c = get_config()  # noqa: F821 - nbgrader gives it

c.CourseDirectory.course_id = "recurrent-course"
c.CourseDirectory.source_directory = "_build/source"  # made of solutions/ by `make exercises`
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "_build/classroom/submitted"
c.CourseDirectory.autograded_directory = "_build/classroom/autograded"
c.CourseDirectory.feedback_directory = "_build/classroom/feedback"
c.CourseDirectory.solution_directory = "_build/solution"
c.CourseDirectory.db_url = "sqlite:///_build/classroom/gradebook.db"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}

install(c)  # students' code runs in a sandbox; their pages run nothing
