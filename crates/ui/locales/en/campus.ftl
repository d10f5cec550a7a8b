# The pages of Campus, the reference LMS.

## Frame
skip = Skip to the content
nav-learning = My courses
nav-courses = Courses
nav-people = People
nav-log = Log
sign-out = Sign out
to-my-courses = My courses
go-back = Go back
save = Save
remove = Remove
actions = Actions
yes = yes
not-yet = not yet
at = When
times-in-utc = Times are in UTC.

## Signing in
sign-in = Sign in
sign-in-hint = Welcome. Your courses are waiting.
sign-in-name = Name
password = Password
sign-in-wrong = Name or password are wrong.
sign-in-wait = Too many tries. Wait { $seconds } seconds, then try again.

demo-heading = This is a demo: be whom you like
demo-hint = One click signs you in. To be two people at once, use a private window for the second.
demo-sign-in-as = Sign in as { $name }
demo-learns = takes courses and sees her results
demo-administrates = brings and assigns courses, sees the results of all and may override them

## Results
completion = Completion
success = Success
score = Score
time = Time
complete = complete
incomplete = incomplete
passed = passed
failed = failed
not-known = not known
status-passed = Passed
status-complete = Complete
status-failed = Failed
status-begun = In progress
status-none = Not started
decided = Decided by an administrator.
who-reports = Completion, success and score are what the course itself reports.

## My courses
learning-empty = Nothing to take at the moment
learning-empty-learner = As soon as somebody assigns a course to you, it appears here.
learning-empty-author = Bring a course, and assign it to yourself or to others.
start = Start
go-on = Continue
own-window = In a window
not-ready = This course is still being prepared.
due-on = Due on { $day }
overdue = Was due on { $day }
window-blocked = Your browser blocked the window. Allow windows for this page, or use the other button.
window-failed = The course could not be opened. Try again in a moment.
back-from = You are back from
back-stale = The course service does not answer. This is the last result that is known; a newer one appears by itself.

## Courses
courses-empty = No courses yet
courses-empty-hint = Publish a course as SCORM from your authoring tool and bring the zip file here.
course-new = Bring a course
results = Results
learners-0 = Assigned to nobody
learners-1 = 1 learner
learners-more = { $count } learners
course-failed = The last package, { $file }, could not be imported: see why.
course-under-way = { $file } is on its way: see how far it is.

## Uploading
package = Package
package-hint = A zip file from your authoring tool: SCORM 1.1, 1.2 or 2004.
package-bring = Bring the course
package-replace = Replace by a new version
package-versions = Learners who have begun stay with the version they began with.
upload = Upload
upload-sending = Uploading: { $percent } %
upload-sent = Uploaded. Waiting for the answer …
upload-broke = The upload broke off. Try again.
upload-not-now = Campus cannot begin the upload at the moment. Try again in a while.

## A package under way
import = Import
import-open = { $file } is on its way. You can close this page and come back.
import-done = The course is ready.
import-failed = Nothing was changed by { $file }. Mend it or choose another file, and send that.
import-awaited = Arriving
import-running = Importing
import-succeeded = Imported
import-failed-chip = Not imported
look-again = Look again
warnings = What was odd about the package
warnings-hint = The course can be taken all the same. Learners do not see this.
to-the-course = To the course
try-again = Try again

## Why a package did not become a course
upload-too-late = The upload was begun too long ago. Choose the file again.
upload-refused = The cloud refused the package. Choose the file again; if it fails again, ask the administrator.
upload-broke-off = The upload broke off. Choose the file again.
upload-no-cloud = The cloud cannot be reached at the moment. Try again in a while.
upload-line-broke = The connection to the cloud broke. Send the package again.
upload-never-came = The package never arrived. Choose the file again.
upload-lost = The cloud lost the package. Send it again.
upload-in-doubt = The connection broke before the answer came. Campus is looking whether the package arrived.
upload-not-for-this = The cloud knows this upload, but not for this course. Send the package again.
advice-not-a-zip = This file is not a zip file. Choose the package that your authoring tool published.
advice-damaged = This zip file is damaged or of an unusual kind. Publish the course again and upload that file.
advice-no-course = There is no course in this zip file. The manifest must lie at its top: zip the content of the folder, not the folder.
advice-too-large = This package is too large. Shrink its media, or ask the administrator to raise the limit.
advice-upload-missing = The uploaded file is gone. Upload it again.
advice-other = The course could not be imported. Try again; if it fails again, show this to the administrator.

## A course
learners = Learners
learners-none = Nobody is to take this course yet.
learner = Learner
due = Due
registered = Registered
unassign-confirm = Results of { $name } in this course will be deleted.
assign-heading = Assign the course
assign-nobody = Everybody who can sign in has this course already.
groups = Groups
due-optional = Due on (optional)
assign = Assign
package-heading = Package
settings = Settings
title = Title
rename = Rename
register-at = Learners are registered
register-at-launch = when they first launch the course
register-at-assignment = when it is assigned to them
delete-course = Delete the course
delete-confirm = The course and all its results will be deleted.

## Results of a course
results-of = Results of { $title }
ask-all = Ask for all results again
csv = Download as CSV
figure-assigned = Assigned
figure-complete = Complete
figure-passed = Passed
figure-average = Average score
chart-now = Where learners stand
chart-completed = Learners who have completed the course, of { $assigned } assigned
chart-table = The same as a table
chart-until = Until
chart-nobody = Nobody has completed it yet.
results-empty = No results yet
changed = Changed
reported = reported:
results-hint = Completion, success and score are what the course itself reports, unless an administrator decided otherwise. Times are in UTC.

## One learner in one course
learner-in = { $learner } in { $title }
ask-one = Ask for this result again
result = Result
overridden = Overridden
as-reported = As the course reported it
launched = Launched
asked = Asked for
registration = Registration
lost = Lost by the course service
lost-text = On { $at } the course service did not have this registration any more; it is made anew there.
lost-kept = The result from before is kept until the course reports one that says as much. Since then it reported:
override = Override
override-hint = What you choose counts in place of what the course reported. Both stay visible, and it can be taken back.
keep = as reported
score-given = Score (0 to 100)
reason = Reason
revert = Take the override back
overrides = Overrides
reverted = taken back by { $by }, { $at }
activities = Activities
activity = Activity
history = History
history-none = Nothing was reported yet.
how-it-came = How it came
came-posted = posted
came-asked = asked for

## People and groups
person-new = Somebody new
person-login = Sign-in name
first-name = First name
last-name = Last name
role = Role
role-learner = learner
role-author = author
role-administrator = administrator
password-rule = At least 10 characters.
add = Add
person-locked = may not sign in
may-sign-in = may sign in
new-password = New password
set-password = Set password
groups-none = With a group, a course is assigned to all its members at once.
members = Members
members-1 = 1 member
members-more = { $count } members
group-new = A new group
group-name = Group name
group-add = Add a group
delete-group = Delete the group
delete-group-confirm = The group will be deleted; its members stay.

## Log
event-course-assigned = Assigned a course
event-course-deleted = Deleted a course
event-course-launched = Launched a course
event-course-lost = The course service lost a course
event-course-renamed = Renamed a course
event-course-unassigned = Took an assignment back
event-person-changed = Changed a person
event-person-created = Added a person
event-person-password = Set a password
event-registration-lost = The course service lost a registration
event-registration-refused = The course service refused a registration
event-registration-unknown = Removed a registration that nobody knows
event-result-overridden = Overrode a result
event-result-override-reverted = Took an override back

## What cannot be done
input-heading = That did not work
input-title = A title has 1 to 500 characters.
input-moment = Choose one of the two moments.
input-whom = Choose learners or a group.
input-package = Choose a package first.
input-score = A score is a number between 0 and 100.
input-group = A group's name has 1 to 255 characters.
input-group-taken = There is a group of this name.
input-role = Choose one of the roles.
input-login = Choose a name to sign in with, of at most 255 characters.
input-login-taken = Somebody signs in with this name already.
input-password = Choose a password of at least 10 characters.
input-override = Choose at least one value to override.
input-name = Give a first or a last name.
input-name-long = Names have at most 255 characters.
input-reason = Say why: others will ask.
input-last-administrator = Somebody has to remain who can administrate.
input-due = The due date must be a day of the calendar.
input-removing = The old registration is still being removed. Try again in a minute.
input-taken = The registration's id is taken in the cloud. Tell the administrator.
input-not-ready = This course is not ready yet.
input-token = This is no token.
input-many-uploads = You have begun very many uploads. Wait an hour, then go on.
input-link-given = The link for this upload was given already. Choose the file again.
not-found = Not found
not-found-text = There is nothing here, or it is not for you to see.
not-now = Not now
not-now-text = Campus cannot reach its records. Try again in a moment.
cloud-silent = The course service does not answer
cloud-silent-text = The course service cannot be reached. What you see in Campus stays right; try again in a while.
cloud-refused = The course service refused
cloud-refused-text = The course service refused. Tell your administrator, who finds the reason in the log.
