/**
 * What content expects when it is left. Removing a frame runs its `pagehide` and `unload` handlers, but not those of
 * `beforeunload`, which a great deal of content uses to finish; so the player runs these itself.
 */

/** Runs `visit` on a window and the windows in it, as far as they are of this origin. */
export function eachWindow(top: Window, visit: (window: Window & typeof globalThis) => void): void {
  let frames: Window[] = [];
  try {
    // Throws for another origin.
    void top.document;
    frames = Array.from({ length: top.frames.length }, (_, index) => top.frames[index] as Window);
    visit(top as Window & typeof globalThis);
  } catch {
    return;
  }
  for (const frame of frames) eachWindow(frame, visit);
}

/** Tells content that it is about to be left. Questions are answered as browsers answer them: not at all. */
export function announceLeaving(content: Window, events: string[] = ["beforeunload"]): void {
  eachWindow(content, (window) => {
    window.alert = () => {};
    window.confirm = () => true;
    window.prompt = () => null;
    for (const event of events) window.dispatchEvent(new window.Event(event, { cancelable: true }));
  });
}
