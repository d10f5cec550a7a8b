/**
 * Browser storage for what the server has not acknowledged: one item for each launch, sealed by the engine. Storage
 * may be forbidden (a frame of another site, private windows) or full, so every access is guarded, and nothing that
 * lies there is a token.
 */

import { fromBase64, toBase64 } from "./base64.js";

const PREFIX = "lyceum.unsent.";
/** Which window plays a launch: its tab may have been duplicated. */
const WINDOW_PREFIX = "lyceum.window.";
/** When a window of this browser was closed last. */
const CLOSED = "lyceum.closed";
/** That this tab has played before: what it wrote, it can read. */
const HERE = "lyceum.here";
/** Milliseconds in which the last words of a closed window may still be on their way to the storage of others. */
const ON_THE_WAY = 2_000;
const WAIT = 700;
/** Days after which nobody comes back for it. */
const KEPT_DAYS = 60;
/** What a start may carry: other courses of the origin can write here too. */
const MOST_ITEMS = 20;
const MOST_CHARACTERS = 4_000_000;

export interface KeptItem {
  key: string;
  sealed: string;
}

export class KeptWork {
  constructor(
    private readonly storage: Storage | null = ownStorage(),
    private readonly now: () => number = () => Date.now(),
    private readonly session: Storage | null = guarded(() => window.sessionStorage, null),
  ) {}

  get works(): boolean {
    return this.storage !== null;
  }

  /** Everything kept, newest first, within limits; what is too old goes. */
  list(): KeptItem[] {
    const found: (KeptItem & { at: number })[] = [];
    guarded(() => {
      const { storage } = this;
      if (storage === null) return;
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const key of keys) {
        if (key === null || !key.startsWith(PREFIX)) continue;
        const [at, sealed] = (storage.getItem(key) ?? "").split(":");
        const age = this.now() - Number(at);
        if (sealed === undefined || !isBase64(sealed) || !(age < KEPT_DAYS * 86_400_000)) {
          storage.removeItem(key);
          continue;
        }
        found.push({ key, sealed, at: Number(at) });
      }
    });
    found.sort((a, b) => b.at - a.at);
    let characters = 0;
    return found.slice(0, MOST_ITEMS).filter((item) => {
      characters += item.sealed.length;
      return characters <= MOST_CHARACTERS;
    });
  }

  /** Whether it could be written. */
  write(launch: string, sealed: Uint8Array): boolean {
    return guarded(() => {
      if (this.storage === null) return false;
      this.storage.setItem(PREFIX + launch, `${this.now()}:${toBase64(sealed)}`);
      return true;
    }, false);
  }

  isOf(launch: string, item: KeptItem): boolean {
    return item.key === PREFIX + launch;
  }

  forget(launch: string): void {
    this.remove(PREFIX + launch);
  }

  /** This window is being closed. */
  close(): void {
    guarded(() => this.storage?.setItem(CLOSED, String(this.now())));
  }

  /** Milliseconds to wait before reading: another window was closed just now, and its last words count. */
  get lull(): number {
    return guarded(() => {
      if (this.session?.getItem(HERE) === "1") return 0;
      const age = this.now() - Number(this.storage?.getItem(CLOSED) ?? Number.NaN);
      return age >= 0 && age < ON_THE_WAY ? WAIT : 0;
    }, 0);
  }

  /** Says that this window plays the launch from now on; `lost` is called once another one says so. */
  claim(launch: string, name: string, lost: () => void): void {
    guarded(() => this.storage?.setItem(WINDOW_PREFIX + launch, name));
    guarded(() => this.session?.setItem(HERE, "1"));
    window.addEventListener("storage", (event) => {
      if (event.key === WINDOW_PREFIX + launch && event.newValue !== null && event.newValue !== name) lost();
    });
  }

  unclaim(launch: string): void {
    this.remove(WINDOW_PREFIX + launch);
  }

  remove(key: string): void {
    guarded(() => this.storage?.removeItem(key));
  }
}

function ownStorage(): Storage | null {
  return guarded(() => {
    // Some browsers give the object and refuse its use.
    const probe = "lyceum.probe";
    window.localStorage.setItem(probe, "");
    window.localStorage.removeItem(probe);
    return window.localStorage;
  }, null);
}

function isBase64(text: string): boolean {
  try {
    return fromBase64(text).length > 0;
  } catch {
    return false;
  }
}

function guarded<T>(access: () => T): T | undefined;
function guarded<T>(access: () => T, otherwise: T): T;
function guarded<T>(access: () => T, otherwise?: T): T | undefined {
  try {
    return access();
  } catch {
    return otherwise;
  }
}
