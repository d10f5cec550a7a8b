// Made by `cargo xtask assets` from crates/platform/src/player_protocol.rs.

export type Start = { 
/**
 * What browser storage keeps of entries that were never acknowledged, base64 of `runtime::client::seal_stored`.
 * They may be of an older launch, of this one (the page was loaded again) or of another registration. Those under
 * the seal of this registration are applied before this launch begins, since nothing of an older launch is
 * applied after it; the others are passed over.
 */
kept: Array<string>, };

export type Started = { 
/**
 * Public number of the launch.
 */
launch: string, 
/**
 * The server's time, in microseconds since the Unix epoch: entries are dated by the server's clock, whatever the
 * learner's shows.
 */
now: number, 
/**
 * Tag of the language of `strings`, for `lang` attributes.
 */
language: string, 
/**
 * Whether that language is written from right to left.
 */
right_to_left: boolean, 
/**
 * Title of the course.
 */
title: string, 
/**
 * Encoded definition, base64.
 */
definition: string, 
/**
 * Snapshot of the attempt with this launch's first entry applied, base64.
 */
state: string, 
/**
 * Number of the next journal entry.
 */
next: number, 
/**
 * Digest of the state, 16 hex digits.
 */
digest: string, 
/**
 * Path that the course's files lie under, ending in `/`.
 */
content_base: string, 
/**
 * Which API object the frame offers.
 */
edition: ApiEdition, 
/**
 * Whether the course has one SCO only.
 */
single: boolean, 
/**
 * Seconds between two signs of life.
 */
heartbeat_secs: number, 
/**
 * Longest wait before ordinary entries are sent, in milliseconds.
 */
commit_millis: number, 
/**
 * The package attributes that the page itself acts on.
 */
settings: Settings, 
/**
 * Where the learner goes at the end.
 */
exit: Exit, 
/**
 * Key of the MAC over what the page keeps in browser storage, hex; `null` where nothing may be kept.
 */
storage_key: string | null, 
/**
 * The launch is over: show its end page.
 */
ended: boolean, 
/**
 * Learner-facing texts by their id.
 */
strings: { [key in string]: string }, };

export type Settings = { 
/**
 * Where content opens (`scoLaunchType`).
 */
window: WindowSettings, 
/**
 * Pixels that content needs (`requiredWidth`); 0 for any.
 */
required_width: number, 
/**
 * Pixels that content needs (`requiredHeight`); 0 for any.
 */
required_height: number, 
/**
 * The learner is asked to give the whole screen (`requiredFullScreen`).
 */
needs_full_screen: boolean, 
/**
 * The title stands above the content.
 */
title_bar: boolean, 
/**
 * There is help.
 */
help: boolean, 
/**
 * "Close item" stands on the bar.
 */
close_item: boolean, 
/**
 * The table of contents starts open.
 */
contents_open: boolean, 
/**
 * Its width in pixels; 0 for the player's own.
 */
contents_width: number, 
/**
 * The browser's context menu may be used.
 */
context_menu: boolean, 
/**
 * What the Leave control does.
 */
leave: LeaveAction, 
/**
 * Failed saves after which the learner is told.
 */
told_failures: number, 
/**
 * Nothing of this launch counts, and why.
 */
review: ReviewReason | null, };

export type WindowSettings = { 
/**
 * Whether there is one.
 */
opens: Opens, 
/**
 * With the browser's own bars.
 */
toolbar: boolean, 
/**
 * Pixels wanted; 0 for the player's own choice.
 */
width: number, 
/**
 * Pixels wanted; 0 for the player's own choice.
 */
height: number, 
/**
 * As large as the screen.
 */
full_screen: boolean, 
/**
 * It keeps its size.
 */
fixed: boolean, 
/**
 * The API lies in the window itself, around the content.
 */
wrapped: boolean, };

export type Opens = "frame" | "window" | "click";

export type LeaveAction = "suspend" | "exit" | "ask";

export type ReviewReason = "completed" | "time";

export type ApiEdition = "1.2" | "2004";

export type Exit = { "action": "redirect", 
/**
 * The address, untouched.
 */
url: string, } | { "action": "closer" } | { "action": "blank" } | { "action": "message" };

export type Acknowledged = { 
/**
 * What became of the launch.
 */
status: JournalStatus, 
/**
 * Highest entry number that is stored.
 */
acknowledged: number, 
/**
 * Digest of the server's state after it, 16 hex digits.
 */
digest: string, 
/**
 * The server's state, base64; present only where the digests differ.
 */
state?: string | null, 
/**
 * Number of the next entry, with `state`.
 */
next?: number | null, 
/**
 * A sentence for the learner.
 */
message?: string | null, };

export type JournalStatus = "ok" | "frozen" | "closed" | "gone";

export type Refused = { 
/**
 * Short stable name of the reason.
 */
error: string, 
/**
 * A sentence for the learner.
 */
message: string, };
