//! The rows of `docs/integration-checklist.md`.

/// Who has to see to it.
#[derive(Clone, Copy)]
pub(crate) enum Whose {
    Cloud,
    Lms,
    Both,
}

use Whose::{Both, Cloud, Lms};

/// A row that tests prove.
pub(crate) struct Row {
    /// `s` and two digits for a statement of the guide, `l` and a digit for a lesson; tests bear it in their names.
    pub(crate) id: &'static str,
    pub(crate) whose: Whose,
    /// What holds.
    pub(crate) says: &'static str,
}

/// Rows that belong together.
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) rows: &'static [Row],
}

const fn row(id: &'static str, whose: Whose, says: &'static str) -> Row {
    Row { id, whose, says }
}

pub(crate) const SECTIONS: &[Section] = &[
    Section {
        title: "Ids belong to the LMS",
        rows: &[
            row(
                "s01",
                Both,
                "The course's id is made by the LMS before the import; an import without one is refused by its code.",
            ),
            row(
                "s02",
                Both,
                "So are the ids of the registration and of the learner; registering without either is refused.",
            ),
            row(
                "s03",
                Both,
                "An id is any text of 1 to 255 characters and comes back as it was given; 256 are refused.",
            ),
            row("s04", Both, "Numbers, GUIDs and composite keys make ids alike: no form is asked for."),
            row("s05", Both, "Every later call takes the same ids, also after the course got a new version."),
            row(
                "s06",
                Both,
                "The course gets to see the learner's id as its own element; it is stable and says nothing.",
            ),
            row(
                "s07",
                Both,
                "The course shows the learner's first and last name; a changed name is there at the next launch.",
            ),
        ],
    },
    Section {
        title: "The LMS keeps its own state",
        rows: &[
            row(
                "s08",
                Both,
                "Courses, registrations and results are recorded in the LMS; lists of the cloud, however long, are there to compare with.",
            ),
            row(
                "s09",
                Lms,
                "Reports are made from the LMS's records: they render without the cloud and ask it nothing.",
            ),
            row(
                "s10",
                Both,
                "No call forces completion, success or score upon the cloud; an administrator's decision is kept in the LMS, beside what was reported.",
            ),
            row(
                "s11",
                Lms,
                "A decision needs a reason, is shown as one, can be taken back and is in the log.",
            ),
        ],
    },
    Section {
        title: "Importing courses",
        rows: &[
            row(
                "s12",
                Both,
                "Imports are ordered, not waited for: the token is answered before the work begins.",
            ),
            row(
                "s13",
                Both,
                "The import that waits works too, with packages of any size, for those who still use it.",
            ),
            row(
                "s14",
                Lms,
                "The course's record, pending, is committed before the package is sent: a crash in between leaves nothing that nobody knows.",
            ),
            row("s15", Both, "The token is opaque and cannot be guessed; the LMS stores it at once."),
            row(
                "s16",
                Both,
                "The LMS asks for the outcome again and again, ever less often, also after a restart in the middle.",
            ),
            row(
                "s17",
                Both,
                "A package that is no course fails with a word that says why; the author gets a kind sentence and another try with the same id.",
            ),
            row("s18", Both, "When the outcome says finished the course can be launched at that moment."),
            row("s19", Both, "Anything else is neither success nor failure and shows how far it is."),
            row(
                "s20",
                Both,
                "Success brings the title from the package; the LMS shows it and lets authors choose another.",
            ),
            row("s21", Both, "What was odd about the package is told to authors, never to learners."),
            row(
                "s22",
                Both,
                "Packages of several gigabytes pass without memory that grows with them, in the cloud and in the LMS.",
            ),
            row(
                "s23",
                Both,
                "Way one: the browser posts the package straight to the cloud, to a link it asks the LMS for when the form is submitted.",
            ),
            row(
                "s24",
                Both,
                "Afterwards it is on a page that says how far the import is, sent there by the cloud or by the script.",
            ),
            row("s25", Both, "A link is good for a quarter of an hour, and no page holds one."),
            row("s26", Both, "Who submits too late is told so in plain words, with a way back."),
            row(
                "s27",
                Both,
                "The form's submission is caught by a script that asks the LMS's own endpoint, which gives a link once, to the author, for one package.",
            ),
            row("s28", Cloud, "Answers to other origins may be read there, whether they say yes or no."),
            row("s29", Both, "Links are made on the server; the secret is in no answer, page, log or error."),
            row(
                "s30",
                Both,
                "Way two: the package goes through the LMS, as a stream whose length need not be known, never lying there as a whole.",
            ),
            row("s31", Lms, "Both ways are built, chosen by a switch, and end in the same course."),
            row("s32", Lms, "Both ways are followed to their end by the same questions."),
        ],
    },
    Section {
        title: "Registrations",
        rows: &[
            row(
                "s33",
                Both,
                "A registration is one learner in one course; for a course that is not there it is refused with code 1.",
            ),
            row(
                "s34",
                Both,
                "Its id is the LMS's; one that exists is refused with code 2 and left as it is.",
            ),
            row("s35", Both, "Names are sent as they are and shown to those who read reports."),
            row(
                "s36",
                Both,
                "Where creating failed the LMS keeps no record of it, and the cloud nothing at all.",
            ),
            row(
                "s37",
                Both,
                "Reserve, create, confirm: an outcome that is not known is settled by asking whether the registration exists.",
            ),
            row("s38", Both, "Registering at assignment: who has not begun is listed as not begun."),
            row("s39", Both, "Registering at the first launch: two at once make one registration."),
            row("s40", Lms, "Which of the two is a setting of the course."),
        ],
    },
    Section {
        title: "Results",
        rows: &[
            row("s41", Lms, "The LMS stores each result and every change of it."),
            row("s42", Both, "Asking for a result is right at any moment, in the middle of a launch too."),
            row("s43", Both, "In its plainest form a result is four values: complete, success, score, time."),
            row("s44", Both, "Completion is complete, incomplete or unknown, and unknown stays unknown."),
            row("s45", Both, "Success is passed, failed or unknown."),
            row(
                "s46",
                Both,
                "A score lies between 0 and 100; where none was reported there is none, which is not 0.",
            ),
            row(
                "s47",
                Both,
                "Time is the seconds for which the course was open, over all launches, counted once.",
            ),
            row("s48", Both, "The values come from the course; nothing is made up beyond the written rules."),
            row(
                "s49",
                Both,
                "Other forms tell of activities, objectives and interactions; the LMS shows them.",
            ),
            row(
                "s50",
                Both,
                "Every change is posted to the address that was given at registration, and shows in the LMS within two seconds.",
            ),
            row("s51", Both, "What is posted is what asking would have got."),
            row(
                "s52",
                Both,
                "Postbacks outlive restarts of either side and an hour without the LMS; late, repeated and crossed ones change nothing.",
            ),
            row(
                "s53",
                Both,
                "A postback proves its sender by credentials of its own registration; forged ones, and those of strangers, do nothing.",
            ),
            row("s54", Lms, "Results can be asked for again: one, all of a course, and all every night."),
            row("s55", Lms, "One function reads what is posted and what is asked for."),
        ],
    },
    Section {
        title: "Launching",
        rows: &[
            row(
                "s56",
                Both,
                "The learner's browser is redirected into the player, by an answer that nothing keeps.",
            ),
            row("s57", Both, "Leaving leads to the address that the LMS gave, with its reference."),
            row("s58", Both, "On that page the result is final."),
            row("s59", Lms, "It is a good place to ask for the result, and Campus does."),
            row("s60", Both, "No page holds a launch link; an old one is answered in plain words."),
            row(
                "s61",
                Lms,
                "In its place: a launch page of the LMS that redirects, or a script that asks the LMS for the link.",
            ),
            row("s62", Lms, "The link is made at the moment of launching, and the launch is written down."),
        ],
    },
    Section {
        title: "The way back cannot be relied on",
        rows: &[
            row(
                "s63",
                Both,
                "A browser that is just closed loses nothing that was reported, and the LMS learns of it.",
            ),
            row("s64", Cloud, "A page that goes away sends what it still has, in every engine."),
            row(
                "s65",
                Both,
                "Results are complete though nobody returns: the postback brings them, and launches gone silent are asked for.",
            ),
            row(
                "s66",
                Both,
                "A launch that the cloud closes because it fell silent is posted like any other change.",
            ),
        ],
    },
    Section {
        title: "Lessons from existing integrations",
        rows: &[
            row(
                "l1",
                Lms,
                "Receiving postbacks is one line: it authenticates, reads, checks the id, lets the newer win and answers at once.",
            ),
            row("l2", Lms, "No orphans: what was interrupted is finished by a sweeper, in both directions."),
            row("l3", Lms, "A link cannot be printed into a page by accident: its type has no text."),
            row("l4", Lms, "Unknown is never 0."),
            row("l5", Lms, "The learner's id is neither an address nor a name to sign in with."),
            row("l6", Lms, "Deletions reach the cloud, and both sides are compared every night."),
            row(
                "l7",
                Lms,
                "An override has an actor, a reason and a time, and stands beside the reported result.",
            ),
            row(
                "l8",
                Lms,
                "No page shows a result to the wrong person; no secret is in a log; ids of 255 characters fit.",
            ),
            row("l9", Lms, "A double click on Launch makes one registration."),
        ],
    },
];
