# What the learner reads in the player. A text with { $name } is filled in by the page.

## While it starts
loading = Opening the course …
no-script = This course needs JavaScript. Please switch it on in your browser and load the page again.
course-frame = Course
content-frame = Course content

## Bar and table of contents
toc = Contents
toc-open = Show contents
toc-close = Hide contents
controls = Course navigation
continue = Next
previous = Previous
return-to-lms = Leave
menu = More
exit = End this activity
close-item = Close this activity
exit-all = End the course
suspend-all = Leave and go on later
abandon = Discard this activity
abandon-all = Discard the course
progress = Progress in the course
full-screen = Full screen
help = Help
help-steps = Next and Previous lead through the course, one activity after the other. Where they are missing, the course has its own buttons.
help-contents = The contents show all activities and what you have done of them. Choose one to open it.
help-save = Your work is saved by itself. The sign at the top says whether all of it is.
help-leave = Leave closes the course. Next time you go on where you were.

## Status of an activity
status-passed = Passed
status-failed = Not passed
status-completed = Completed
status-incomplete = Begun
status-browsed = Viewed
status-unknown = No result yet
status-not-attempted = Not begun

## Saving
save-saved = Saved
save-saving = Saving …
save-offline = Not saved
save-offline-banner = Your latest work is not saved yet. We keep trying; please leave this window open.
save-refused-banner = Your latest work could not be saved.
save-again = Try again
no-storage = Your browser keeps nothing for this page, so leave only once everything is saved.

## Messages
choose = What would you like to do next?
choose-hint = Choose an activity from the contents.
nothing-to-open = There is nothing to open there right now.
activity-finished = This activity is finished.
moved-elsewhere = Your progress was changed elsewhere. From the next step on you continue at { $activity }.
review = You have completed this course. You can look at it again; your results stay as they are.
review-time = Your time for this course is over. You can still look at it, but nothing you do counts.
full-screen-needed = This course needs the whole screen.
small-screen = This course is made for at least { $width } × { $height } pixels. There is less room here, so you may have to scroll.
time-left = Your time for this course is limited: { $minutes } min left.
close-message = Close

## A window of its own
popup-opened = The course is open in a window of its own.
popup-opened-hint = Keep this page open: it saves your work.
player-opened-hint = Keep this page open: you come back to it at the end.
popup-show = Show that window
popup-blocked = The course opens in a window of its own.
popup-open = Open the course

## Questions
confirm-exit = Leave the course?
confirm-exit-text = The activity is finished.
leave-how-text = You can go on later where you are now, or end the course here.
yes-leave = Leave
no-stay = Stay

## Leaving
leaving = Saving your work …
leaving-unsaved = Not saved yet
leaving-unsaved-text = The server has not confirmed your latest work. Try again, or leave and risk losing it.
leave-anyway = Leave anyway
ended = You have left the course.
ended-text = Your work is saved. You can close this window.
ended-unsaved-text = Some of your latest work is not saved. Open the course again in this browser and it will be sent.
ended-lost-text = Some of your latest work is not saved and may be lost.
ended-close = Your work is saved. Your browser does not let us close this window, so please close it yourself.
ended-back = Back to where you came from
time-up = Your time is up.
time-up-text = The time for this course is over. Your work is saved.
go-on = Go on

## Elsewhere
frozen = This course is open in another window.
frozen-text = Please go on there. This window no longer saves anything; you can close it.
gone = This course is no longer available.
gone-text = It was removed while it was open. You can close this window.

## What goes wrong
error = The course could not be opened.
error-engine = Part of the player could not be loaded. Please check your connection and try again.
error-browser = Your browser is too old for this course. Please use a current version of Chrome, Edge, Firefox or Safari.
error-network = The server did not answer. Please check your connection and try again.
error-unknown-launch = This link is not valid, or no longer. Please open the course again from where you found it.
try-again = Try again

## A page of a course that was opened without the player
without-player = This is part of a course
without-player-text = A page of a course only works in the player. Please open the course from where you found it: then your work is saved. You can also have a look at it in the player now; nothing of that is saved.
without-player-open = Have a look in the player
