/**
 * Where a file goes that is made part by part. A large one streams to disk where the browser can do that; otherwise the parts are
 * handed to the browser one by one, which keeps them outside the page's memory, and saved in the end. It is never one string.
 */
import { saveFile } from "./save-file";

export type FileSink = {
  write: (text: string) => Promise<void>;
  /** The file is whole. */
  close: () => Promise<void>;
  /** Nothing of it stays. */
  abort: () => Promise<void>;
};

type Picker = (options: { suggestedName: string }) => Promise<{ createWritable: () => Promise<FileSink> }>;

/**
 * @param isLarge whether to ask the browser for a place on disk; it must then be called while a click is being handled
 * @throws DOMException "AbortError" when the person chooses no place
 */
export async function openFileSink(name: string, mediaType: string, isLarge: boolean): Promise<FileSink> {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: Picker };
  if (isLarge && showSaveFilePicker) return (await showSaveFilePicker({ suggestedName: name })).createWritable();
  let parts: Blob[] = [];
  return {
    write: async (text) => void parts.push(new Blob([text])),
    close: async () => saveFile(name, mediaType, ...parts),
    abort: async () => {
      parts = [];
    },
  };
}
