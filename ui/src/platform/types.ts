/**
 * The one door between the UI and the machine. Everything else in the UI is plain web code; what
 * differs between the window, `credenza serve` and the tests stands behind this interface.
 */
import type { ErrorCode, Failure, HostEvent, OperationName, Request, Response } from "../protocol";

/** Codes for trouble on the way to the host, which no host can report itself. */
export type TransportCode = "transport.unreachable" | "transport.session_ended";

/** What a rejected `Platform.call` carries: the host's refusal, or trouble on the way to it. */
export class OperationFailure extends Error {
  override readonly name = "OperationFailure";
  readonly code: ErrorCode | TransportCode;
  /** What to do next, in the host's words. */
  readonly hint: string | undefined;
  /** Data whose shape depends on `code`. Narrow it with `readDetails…` functions, never with `as`. */
  readonly details: unknown;

  constructor(failure: Omit<Failure, "code"> & { code: ErrorCode | TransportCode }) {
    super(failure.message);
    this.code = failure.code;
    this.hint = failure.hint ?? undefined;
    this.details = failure.details;
  }
}

export interface PickedFile {
  name: string;
  text: string;
}

export interface PickFileOptions {
  /** As `<input accept>`: `.toml`, `.pem`. */
  accept?: string;
  /** Larger files are refused with `too_large`. */
  maxBytes: number;
}

export class PickFileError extends Error {
  override readonly name = "PickFileError";
  constructor(readonly reason: "too_large" | "unreadable") {
    super(reason);
  }
}

/** One's own vault, or the sample organization. */
export type World = "own" | "demo";

/** Somewhere in the window that the host can lead to. */
export type Place = "attention";

export interface Platform {
  readonly kind: "tauri" | "http" | "fake";
  /**
   * Who opens the browser when a sign-in begins: the host by itself, or the screen that began it.
   * A page in a browser may only do so right after a click.
   */
  readonly opensSignIn: "host" | "screen";
  /** Runs an operation. Rejects with `OperationFailure`. */
  call<N extends OperationName>(name: N, request: Request<N>): Promise<Response<N>>;
  /** Listens to the host's events until the returned function is called. */
  subscribe(listener: (event: HostEvent) => void): () => void;
  /** Listens to where the host asks to go: the tray leads to a place of the window, never to an address. */
  subscribeToPlaces(listener: (place: Place) => void): () => void;
  /**
   * Changes to the sample organization, or back to one's own vault; the window starts anew. Absent where
   * the host cannot do that. Rejects with `OperationFailure`.
   */
  enter?(world: World): Promise<void>;
  /** Opens a web address in the system's browser; anything else is ignored. */
  openExternal(url: string): Promise<void>;
  /** Lets the person choose a text file; undefined when they did not. Rejects with `PickFileError`. */
  pickTextFile(options: PickFileOptions): Promise<PickedFile | undefined>;
  /** Offers a text as a file to save. */
  saveTextFile(name: string, text: string, mediaType: string): Promise<void>;
}
