# One registration: results, data, launches, postbacks.
reg-result = Result
reg-about = About
reg-changed = Last change
reg-is-open = open now
reg-is-closed = not open
reg-never-opened = never opened
reg-clocks = Three clocks
reg-clocks-text = Reported is what the course says of its sessions. Open is how long the server saw the content open. Active is how long something happened in it; a silence counts for two minutes at most.
reg-clock-reported = Reported
reg-clock-open = Open
reg-clock-active = Active
reg-clock-partial = not measured in older launches
reg-id = Registration
reg-learner = Learner
reg-email = E-mail
reg-course = Course
reg-version = Version
reg-app = Application
reg-made = Made
reg-first = First launch
reg-last = Last launch
reg-completed = Completed
reg-instances = Instances
reg-instance = Instance { $number }
reg-old-instance = This is an earlier instance. Another one counts.
reg-version-gone = The version of the course that was played is deleted. What the last session left is shown.

## Changes
reg-change = Begin anew, reset or delete
reg-new-instance = Begin a new instance
reg-new-instance-text = The next launch plays the latest version of the course from its beginning. What there is stays as an earlier instance.
reg-reset = Reset
reg-reset-text = Everything the latest instance holds is discarded; launches and postback settings stay.
reg-reset-sure = Discard everything that the latest instance holds?
reg-delete = Delete the registration
reg-delete-text = The registration goes with all its instances, launches and logs.
reg-delete-sure = Delete this registration with everything in it?
reg-delete-instance = Delete instance { $number }
reg-delete-instance-text = The instance that is shown goes. Where it is the one that counts, the one before counts again.
reg-delete-instance-sure = Delete the instance that is shown?
reg-done-reset = The latest instance was reset.
reg-done-instance = A new instance has begun.
reg-done-instance-deleted = The instance was deleted.
reg-done-last-instance = Nothing was deleted: this is the last instance. Delete the registration to delete its results.
reg-done-sent = The results are to be posted now; what becomes of it stands below.
reg-done-nowhere = There is no address to post to.
reg-done-paused = Nothing is posted until you resume.
reg-done-resumed = Results are posted again.

## Parts
reg-parts = Parts of this registration
reg-results = Results by activity
reg-data = Run-time data
reg-objectives = Objectives
reg-launches = Launches
reg-postbacks = Postbacks
reg-xml = API form
reg-xml-text = What getRegistrationResult answers in full for this instance, with lines added.

## Results by activity
reg-results-none = Nothing but the result of the course is left.
reg-activity = Activity
reg-progress = Progress
reg-attempts = Attempts
reg-suspended = suspended

## Run-time data
reg-data-none = No activity was opened yet, or the version that was played is deleted.
reg-data-all = All activities
reg-interactions = Interactions
reg-interaction = Interaction
reg-response = Answer
reg-correct = Correct answers
reg-answer-result = Result
reg-latency = Took
reg-when = When
reg-weighting = weighting { $weighting }
reg-of-objectives = objectives: { $ids }
reg-elements = Elements: { $count }
reg-element = Element
reg-value = Value
reg-characters = { $count } characters
reg-values-cut = Long values without their ends: show all of this activity
reg-left-out = { $count } more: show all of this activity

## Objectives
reg-own-objectives = Objectives of the activities
reg-own-none = No activity has objectives of its own yet.
reg-objective = Objective
reg-primary = Primary objective
reg-reported = reported by the course
reg-tracked = tracked by the player
reg-tracked-primary = tracked by the player, primary
reg-measure = Measure
reg-raw-score = Raw score
reg-shared-objectives = Shared between activities
reg-shared-none = The activities of this course share no objectives and no data.
reg-carried = Carried from course to course
reg-carried-none = This learner carries no objectives and no data from course to course.
reg-buckets = Shared data
reg-bucket = Bucket

## Launches
reg-launches-none = The registration was never launched.
reg-launch = Launch
reg-log = Debug log
reg-log-of = Debug log of launch { $id }
reg-state = State
reg-began = Began
reg-ended = Ended
reg-seen = last sign of life
reg-came-to = Came to
reg-browser = Browser
reg-launch-unused = not opened yet
reg-launch-open = open
reg-launch-left = left by the learner
reg-launch-closed = closed by the server
reg-launch-untracked = not tracked
reg-earlier = Earlier ones
reg-latest = Latest ones

## Postbacks
reg-no-postback = This registration has no address to post results to.
reg-post-to = To
reg-post-as = As
reg-post-what = What
reg-auth-form = form
reg-auth-basic = basic authentication
reg-format-course = result of the course
reg-format-activity = results by activity
reg-format-full = everything
reg-waits-since = Waits since
reg-next-try = Next try:
reg-post-sending = being sent
reg-post-pending = about to be sent
reg-post-again = did not arrive, will be tried again
reg-post-blocked = the configuration forbids this address
reg-post-failed = given up until results change
reg-post-waits = held back
reg-post-held = held back with all of its application
reg-post-paused = nothing waits
reg-post-nothing = nothing was posted yet
reg-post-delivered = all is delivered
reg-paused = paused
reg-send-now = Send now
reg-pause = Pause
reg-resume = Resume
reg-tries = Tries
reg-tries-none = There was no try yet.
reg-try = try { $number }
reg-status = HTTP { $status }
reg-no-answer = no answer
reg-took = { $millis } ms
reg-request = What was sent
reg-cut = Only the beginning is kept: the whole had { $bytes } bytes. Credentials are never kept.
reg-answer = What came back
reg-answer-none = Nothing.

## In the audit log
event-registration-reset = registration reset
event-registration-deleted = registration deleted
event-registration-instance-made = instance begun
event-registration-instance-deleted = instance deleted
event-postback-sent = postback sent by hand
event-postback-paused = postbacks paused
event-postback-resumed = postbacks resumed
