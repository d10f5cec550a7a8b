/** What the engine answers, as `crates/runtime/src/view.rs` writes it. */

export interface View {
  state: "playing" | "choosing" | "ended";
  title: string;
  /** Identifier of the activity that is open. */
  current: string | null;
  delivery: Delivery | null;
  controls: Controls;
  /** Id of a text: a request led nowhere. */
  message?: string;
  /** Percent of the course that is done, where that is shown. */
  progress?: number;
  /** Milliseconds until the time for the course is over, where it is limited. */
  timeLeft?: number;
}

/** What the content frame shows. A new number means: open it (again). */
export interface Delivery {
  number: number;
  activity: string;
  /** Relative to the top of the package, or absolute. */
  href: string;
  title: string;
  kind: "sco" | "asset";
}

/** What may change of a line of the table of contents. */
export interface TocLine {
  visible: boolean;
  enabled: boolean;
  current: boolean;
  /** Empty where it is not shown. */
  status: string;
  /** Success, where it is shown beside completion. */
  success?: string;
}

export interface TocItem extends TocLine {
  id: string;
  title: string;
  depth: number;
  kind: "cluster" | "item";
}

/**
 * What differs in the table of contents from the last time it was asked for: lines by their place, or all items where
 * they are others; none where it is not shown.
 */
export type TocNews = { items: TocItem[] } | { changed: (TocLine & { place: number })[] };

export interface Control {
  visible: boolean;
  enabled: boolean;
}

export type ControlName =
  | "continue"
  | "previous"
  | "exit"
  | "exitAll"
  | "suspendAll"
  | "abandon"
  | "abandonAll"
  | "returnToLms";

export type Controls = Record<ControlName, Control>;

/** What waits to be sent. */
export interface Pending {
  entries: number;
  bytes: number;
  urgent: boolean;
  first: number;
  last: number;
}

/** What follows once content has finished. */
export type PendingRequest =
  | { action: "none" | "message" }
  | { action: "navigate" | "exitCourse" | "confirmExit"; request: string };
