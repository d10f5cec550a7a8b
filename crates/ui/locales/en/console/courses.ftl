# Courses: the list of them, bringing packages, and how imports go on.

## The list
course = Course
course-id = Id of the course
standard = Standard
versions = Versions
updated = Updated
app = Application
tag = Tag
courses-total = Courses in this application: { $count }
courses-search = Title or id
courses-show = Show
courses-all = All courses
courses-none = No course fits.
courses-cut = So far no more courses were found; there are more to look through.
courses-first = To the first page
courses-next = Earlier courses
courses-search-on = Search on
courses-empty = No courses yet
courses-empty-text = Upload a SCORM package, the zip that an authoring tool exports. A moment later you can play it here.
courses-empty-viewer = An author or administrator uploads a package here, or an LMS does over the API.
registrations-of = Registrations of { $course }
imports-more = and { $count } more
news-waiting = Waiting to be imported: { $file }
news-reading = Being imported: { $file }, { $percent } %
news-done = Imported: { $title }
news-failed = Could not be imported: { $file }
news-canceled = Import canceled: { $file }

## Bringing packages
upload = Upload packages
upload-to = Upload a package
upload-version-of = New version of { $title }
upload-first-app = There is no application yet, and every course belongs to one. The first upload makes one called “default”. For your LMS, an administrator gives it a secret later, under Applications.
upload-choose = Package
upload-rule = A zip of SCORM 1.1, 1.2 or 2004, at most { $limit }.
upload-drop = Or drop packages here, as many as you like. What came stays when the connection breaks or the browser closes.
upload-id-rule = Your LMS names the course by it. Without one it is made from the name of the file.
upload-existing = If there is a course of this id
upload-existing-new = Keep it, and give the new one an id with a number
upload-existing-version = Make this its next version
upload-files = Packages to upload
upload-go = Upload
upload-no-file = Choose a file first.
upload-no-zip = This is no zip. Take the package as your authoring tool exported it, and do not unpack it.
upload-too-large = This is larger than { $limit }, the most that this server takes (“import_limits.package_bytes”).
upload-broke-off = The upload broke off before all of it had come. Try once more.
upload-bad-id = This id cannot be used. It has 1 to 255 characters that XML can carry.
upload-disk-full = The disk of the server is nearly full. Files are not taken in until there is room again.
upload-not-kept = The server could not keep the file; its log says why. Perhaps its disk is full.
upload-unfinished = Begun and not finished
upload-unfinished-text = Choose the same file again to go on where it stopped. What is not finished within three days is removed.
upload-came = { $came } of { $all } came
upload-of = Upload of { $file }
upload-give-up = Give up
upload-give-up-of = Give up { $file }
upload-more = Upload more
upload-again = Upload another package
sending-queued = Waits for its turn.
sending-now = On its way:
sending-waits = The connection broke. It goes on by itself:
sending-done = All of it came; what becomes of it stands below.
sending-folder = This is a folder. Take the zip, as your authoring tool exported it.
sending-signed-out = You are not signed in any more. Sign in in another tab, then try again; what came is kept.
sending-overtaken = Another window goes on with this upload.
sending-failed = It stopped.
cancel = Cancel
remove = Remove
try-again = Try again

## What a sending script is told
tus-bad-version = This server speaks version 1.0.0 of the tus protocol, and the request does not say so.
tus-bad-header = A header of this request cannot be read.
tus-bad-type = A piece of an upload has the content type application/offset+octet-stream.
tus-bad-method = No such thing can be done with an upload.
tus-bad-id = The id of the course cannot be used. It has 1 to 255 characters that XML can carry.
tus-empty = The file is empty.
tus-too-large = The file is larger than this server takes.
tus-too-long = More came than was announced.
tus-too-many = This upload came in too many pieces. Begin it anew with larger ones.
tus-gone = There is no such upload, or its time is over.
tus-no-app = There is no such application.
tus-offset = Another number of bytes came so far.
tus-overtaken = Another request goes on with this upload.
tus-disk-full = The disk of the server is nearly full. Files are not taken in until there is room again.
tus-not-kept = The server could not keep what came; its log says why. Perhaps its disk is full.

## Imports
imports = Imports
import-of = Import of { $file }
import-cancel-of = Cancel the import of { $file }
import-file = File
import-ordered = Uploaded
import-waiting = waiting
import-under-way = under way
import-done = imported
import-done-warned = imported, with warnings
import-failed = failed
import-canceled = canceled
import-step-waiting = Waits for its turn.
import-step-joining = The parts are put together.
import-step-reading = The files are checked and the manifest is read.
import-stays = You may leave this page; the import goes on without it.
import-well = The course can be played.
import-well-warned = The course can be played. Something about its package was odd; see below what, and what to do.
import-failed-text = Nothing was changed. Mend the package or export it anew, then upload it again.
import-canceled-text = Nothing was changed.
import-warnings = warnings: { $count }
version-number = version { $number }
look-again = Look again
to-sandbox = Try it in the sandbox
course-open = Open the course
course-open-of = Open the course of { $file }
warnings = Warnings
warning-line = line { $line }

## What to do about a warning
advice-zip = Most courses play all the same. If names of files look wrong, pack the zip anew, with names in UTF-8 and the manifest at its top.
advice-xml = Mend the manifest at this place, or export the course anew; what was meant was guessed.
advice-manifest = Look in the sandbox whether the course does what it should. If it does, nothing is to be done; if not, mend the manifest at this place.
advice-missing = If a page stays empty or a picture is missing, put the file into the package under exactly this name, and upload it again.
advice-elsewhere = This part is not in the package, so it may change or disappear. Better put it into the package.
advice-values = The default holds in its place. Correct the value if the course depends on it.
advice-http = Change the address to https, or put the file into the package; browsers refuse it where Lyceum runs under https.
advice-plugin = No browser plays this. Export the course as HTML5.
advice-slash = Make the address relative to its file (without the slash at its beginning).
advice-windows = Courses play in a frame here, so this may find nothing. Try it in the sandbox.

## In the audit log
event-course-uploaded = package uploaded
event-course-import-canceled = import canceled
