# One course: structure, versions, files, attributes, metadata, tags.

## The top of every page
course-tabs = Pages of this course
course-tab-overview = Overview
course-tab-structure = Structure
course-tab-versions = Versions
course-tab-files = Files
course-tab-attributes = Settings
course-tab-about = Metadata and tags
course-untitled = Untitled course
course-old = This is version { $number }; the latest is { $latest }.
course-to-latest = To the latest version
course-or-more = { $count } or more
course-yes = yes
course-no = no
delete = Delete
keep = Do not delete

## Overview
course-completed = Completed
course-versions = Versions
course-size = Size
course-try = Try it
course-registrations = Its registrations
course-upload = Upload a new version
course-facts = About this course
course-standard = Standard
course-ident = Id
course-app = Application
course-version = Version
course-files = Files
course-made = Made
course-updated = Updated
course-tags = Tags

## Structure
warnings-none = Nothing was odd about this package.
warning-place = { $file }, line { $line }
tree = Activities
tree-cut = The first { $shown } of { $all } activities.
tree-group = group
tree-sco = SCO
tree-asset = asset
tree-opens = Opens
tree-parameters = Parameters
tree-launch-data = Launch data
tree-mastery = Mastery score
tree-passing = Passing score (scaled)
tree-threshold = Complete from progress
tree-time = Time allowed
tree-time-action = When time is over
tree-prerequisites = Has prerequisites
tree-visible = Shown in the contents
tree-mode = Sequencing
tree-mode-none = neither flow nor choice
tree-rules = Rules
tree-attempts = Attempts allowed
tree-objectives = Objectives
tree-select = Chosen children
tree-shuffled = Shuffled
tree-tracked = Tracked

## Versions
past-version = Version { $number }
version-latest = latest
version-by-api = by the API
version-by-user = by { $who } in the console
version-by = by { $who }
version-files = files: { $count }
version-files-stored = Files updated: { $count }, { $at }
version-files-deleted = Files deleted: { $count }, { $at }
version-standing = Registrations on it
version-warnings-of = { $count } warnings of { $name }
version-delete-of = Delete version { $number }
versions-older = Older versions

## Files
files-top = Course
files-search = Search files
files-search-go = Search
files-none = There is no such file here.
files-name = Name
files-came = Came
files-change = Change
files-new = changed since the import
files-first = To the beginning
files-next = More files
files-whole = Download all as a zip
file = File
file-put = Put a file here
file-put-button = Put it there
file-put-rule = It counts at once, for everybody who opens this version from now on. The version’s number stays.
file-path = Path
file-path-rule = From the top of the course, as in “images/logo.png”. Empty: the file’s own name, in this folder.
file-replace = Replace a file
file-replace-button = Replace it
file-replace-link = Replace
file-replace-of = Replace { $name }
file-delete-of = Delete { $name }
file-none = Choose a file first.
file-bad-path = This path names no file in a course. It has no “..”, no drive and no control characters, and at most 512 bytes.
file-manifest = The manifest stays as it was imported. Upload a new version to change it.
file-in-the-way = A file and a folder cannot have the same name. Choose another path.
file-too-large = The file is larger than the { $limit } that a package may have.
file-broke-off = The file did not arrive whole. Try again.
file-coming = { $path } is on its way
file-there = { $path } is there
file-refused = { $path } was not taken

## Settings
differing = Different from the defaults
differing-none = Everything is as the package and the defaults have it.
presets = Presets
presets-rule = A preset fills in the form. Nothing changes until you save.
preset-defaults = Everything at its default
preset-defaults-text = As a fresh course has it; title and standard stay.
preset-window = New window, no bar
preset-window-text = The player in a window of its own, with nothing around the content.
preset-bare = Content alone
preset-bare-text = In the page, without bar, title and table of contents.
preset-guided = Guided, one after another
preset-guided-text = Bar, progress and contents are shown; learners go on page by page.
preset-strict = Strict LMS
preset-strict-text = No more suspend data than the standard asks for, answers checked, nothing mended. To see whether a course works elsewhere.
preset-detailed-log = Everything in the log
preset-detailed-log-text = Every read, every refused call and every sequencing step is noted.
copy = Settings of another course
copy-id = Id of the course
copy-rule = Of the same application. Title and standard are not copied.
copy-button = Fill them in
copy-none = This application has no course of that id.
filled = “{ $from }” is filled in: { $count } settings would change. Save the changes to keep them.
filled-same = “{ $from }”: all settings are so already.

## Metadata and tags
about-package = What the package says
about-package-text = Read from the manifest of this version.
about-title = Title
about-description = Description
about-keywords = Keywords
about-duration = Duration
about-typical = Typical learning time
about-identifier = Identifier
about-manifest = Manifest
about-rename = Call the course something else
tags-none = No tags yet.
tag-add = New tags
tag-add-button = Add
tag-rule = Several are separated by commas.
tag-remove = Remove
tag-remove-of = Remove the tag { $tag }
tag-bad = A tag has 1 to 255 characters that XML can carry.
tag-many = A course has at most 100 tags here. Remove some first.

## Deleting
delete-course-heading = Delete the course
delete-course-hint = With its versions, registrations and results. You see first what that is.
delete-course-link = Delete the course …
delete-course = Delete the course “{ $title }”?
delete-course-text = This cannot be undone. Launches that are running end.
delete-course-button = Delete the course
delete-versions = Versions
delete-registrations = Registrations, with their results
delete-completed = of them completed
delete-size = Size
delete-files = Files
delete-standing = Registrations on it
delete-consent = Registrations and results are lost too ({ $count })
delete-no-consent = Nothing was deleted. Tick the box if that is what you want.
delete-version = Delete version { $number }?
delete-version-text = This cannot be undone. Results stay; whoever was on this version begins anew on the latest one at the next launch.
delete-last-version-text = This cannot be undone. It is the only version, so the course goes with it: its registrations and results too.
delete-version-consent = I want to lose this version
delete-version-button = Delete the version
delete-file = Delete { $path }?
delete-file-text = It is gone at once for everybody who plays this version. The package that was uploaded keeps it no more.
delete-file-button = Delete the file

## In the audit log
event-course-attributes = settings changed
event-course-tags-added = tags added
event-course-tags-removed = tags removed
event-course-file-stored = file put into a course
event-course-file-deleted = file of a course deleted
event-course-version-deleted = version deleted
event-course-deleted = course deleted
event-course-deletion-begun = deletion of a course begun
