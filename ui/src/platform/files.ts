/** Choosing and saving text files with what every webview has: an input and a download. */
import { type PickedFile, PickFileError, type PickFileOptions } from "./types";

export function pickTextFile(options: PickFileOptions): Promise<PickedFile | undefined> {
  const input = document.createElement("input");
  input.type = "file";
  if (options.accept) input.accept = options.accept;
  return new Promise((resolve, reject) => {
    input.addEventListener("cancel", () => resolve(undefined), { once: true });
    input.addEventListener(
      "change",
      () => {
        const file = input.files?.[0];
        if (file) readTextFile(file, options.maxBytes).then(resolve, reject);
        else resolve(undefined);
      },
      { once: true },
    );
    input.click();
  });
}

/** Reads a file that was chosen or dropped. Rejects with `PickFileError`. */
export async function readTextFile(file: File, maxBytes: number): Promise<PickedFile> {
  if (file.size > maxBytes) throw new PickFileError("too_large");
  try {
    const bytes = await file.arrayBuffer();
    return { name: file.name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw new PickFileError("unreadable");
  }
}

export async function saveTextFile(name: string, text: string, mediaType: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference by the next task; revoking in this one would cut it off.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
