# Courses: the list of them, bringing packages, and how imports go on.
