# Registrations: the list of them.
regs-filter = Which registrations
regs-search = Search
regs-search-rule = The beginning of a registration’s id, of a learner’s id or of a learner’s name. Days are in UTC.
regs-app = Application
regs-course = Id of the course
regs-learner = Id of the learner
regs-since = Changed on or after
regs-until = Changed on or before
regs-any = Any
regs-show = Show
regs-all = All registrations
regs-total = Registrations: { $count }
regs-more-than = Registrations: more than { $count }
regs-none = There are none.
regs-learner-column = Learner, registration
regs-course-column = Course
regs-changed = Last change
regs-latest = Latest
regs-newer = Newer
regs-older = Older

## Results, wherever they stand
result-completion = Completion
result-success = Success
result-score = Score
result-time = Time
result-complete = complete
result-incomplete = incomplete
result-passed = passed
result-failed = failed
result-unknown = unknown
