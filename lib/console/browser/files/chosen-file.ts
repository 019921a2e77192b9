/** A small file that a person has chosen, read into the page. What it may be is for whoever asked for it to say. */
export type ChosenFile = {
  readonly name: string;
  /** Of the file; what is too long for any purpose here is read in part only. */
  readonly size: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
};

const MAX_BYTES = 64 * 1024;

/** @returns null for a folder, and for a file that has gone or may not be read */
export async function readChosenFile(file: File): Promise<ChosenFile | null> {
  try {
    return { name: file.name, size: file.size, bytes: new Uint8Array(await file.slice(0, MAX_BYTES).arrayBuffer()) };
  } catch {
    return null;
  }
}
