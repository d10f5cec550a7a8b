# The console: pages for the people who run the service.

## Frame
skip = Skip to the content
nav = Console
nav-overview = Overview
nav-users = Users
nav-audit = Audit log
sign-out = Sign out
your-account = Your account: { $login }
save = Save
to-overview = To the overview
to-users = To the users

## Signing in
sign-in = Sign in
name = Name
password = Password
forgotten = Forgotten your password? An administrator can make a new link for you.
sign-in-wrong = Name or password are wrong.
sign-in-wait = Too many tries. Wait { $seconds } seconds, then try again.
sign-in-busy = Too many tries at this moment. Wait a little, then try again.

## A link that works once
welcome = Welcome to Lyceum
welcome-first = You are the first here, so you become the administrator. Choose a name and a password.
welcome-user = Choose a password. You are signed in with it at once, and out everywhere else.
name-rule = Letters, digits and . _ - + @, for example an e-mail address.
password-rule = At least { $shortest } characters. A few words that do not belong together are good.
begin = Begin
bad-login = This name cannot be used. Take letters, digits and . _ - + @, at most 64 of them.
bad-password = This password cannot be used. It needs at least { $shortest } characters.
no-link = This link does not work
no-link-text = It was used already, it is too old, or a newer one took its place. An administrator can make another.
no-link-server = Or, on the server:
no-link-command = lyceum users link

## Overview
apps = Applications
courses = Courses
registrations = Registrations
registrations-month = Registrations this month
first-steps = First steps
first-upload = Upload a package
first-play = Play it in the sandbox, as somebody who does not count.
first-log = Read in its log what the course reported, and why that came out.
first-lms = Then connect your LMS: an application for it, with an id and a secret.
no-apps = No LMS is connected yet
no-apps-text = An LMS calls as an application, with an id and a secret. An administrator makes one here or with “lyceum apps create”.
to-apps = To the applications
addresses = Addresses
address-api = API, for your LMS
address-content = Player and courses

## Applications
apps-text = Whoever signs calls of the API: one LMS, or one tenant of it. Courses and registrations belong to it.
app-manages = manages others
app-off = switched off
made-at = Made { $at }
app-new = New application
app-id = Id
app-id-rule = What the LMS sends as “appid”; it cannot be changed later.
app-name = Name
app-name-rule = What people call it. Without one it is called like its id.
app-add = Make it
app-taken = There is an application of this id already.
bad-app-id = This id cannot be used. It has 1 to 255 characters that XML can carry.
bad-app-name = This name cannot be used. It has at most 255 characters that XML can carry.
secret-made = A secret, shown only now
secret-give = Copy it into the settings of your LMS:
secret-rule = Nothing can show it again. When it is lost, make a new one.

## Your account
account = Your account
account-you = You
role = Role
since = Here since
change-password = Change password
password-present = Present password
password-new = New password
password-signs-out = Other browsers are signed out.
wrong-password = This is not your present password.
everywhere = Sign out everywhere
everywhere-text = Ends your sessions in all browsers, this one too.

## Users
role-viewer = Viewer
role-author = Author
role-administrator = Administrator
role-rule = Viewers look, authors also change courses, administrators also keep users.
user-off = may not sign in
user-invited = has no password yet
may-sign-in = May sign in
save-of = Save { $login }
new-link = New link
new-link-for = New link for { $login }
signed-in-at = Last signed in: { $at }
signed-in-never = Has not signed in yet.
user-new = New user
user-add = Add
login-taken = There is a user of this name already.
last-administrator = Nothing was changed: this is the last administrator who can sign in.
user-inactive = This user may not sign in. Allow it first, then make a link.
link-made = A link that works once
link-give = Give this link to { $login }, who sets a password with it:
link-rule = It is shown only now and works for three days. Whoever has it can sign in with it, so send it over a way you trust.

## Audit log
audit-text = Who changed what, latest first. Times are in UTC.
audit-none = Nothing was changed yet.
audit-at = When
audit-who = Who
audit-what = What
audit-about = About
audit-latest = Latest changes
audit-older = Older changes
event-user-created = user added
event-user-link = link made
event-user-password = password set
event-user-role = role changed
event-user-switched-on = may sign in
event-user-switched-off = may no longer sign in
event-app-created = application made
event-app-secret-added = secret added
event-app-secret-replaced = secret replaced
event-session-begun = signed in
event-session-all-ended = signed out everywhere
sessions-ended = browsers: { $count }

## What did not work
forbidden = This is not for your role
forbidden-text = An administrator can give you another role.
other-site = Nothing was changed
other-site-text = The form came from another site, so it was not believed. Open the console’s own page and try there.
not-found = There is nothing here
not-found-text = The address leads nowhere, or what was here is gone.
copy-this = Copy
copy-done = Copied.
copy-failed = The browser does not let this page copy. Select the text and copy it by hand.
form-only = There is nothing to see here
form-only-text = This address belongs to a form. Nothing was changed by opening it; begin at the page with the form.
bad-form = The form could not be read
bad-form-text = Go back, load the page again and try once more.
not-now = This does not work at the moment
not-now-text = Something on the server failed; its log says what. Try again in a minute.
