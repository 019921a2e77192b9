/** Words of choosing a file. */
import { plural } from "./plural";

export const fileWords = {
  choose: "Choose file",
  unreadable: "The file cannot be read. Choose it again.",
  drop: "or drop it here",
  none: "No file chosen",
  chosen: (name: string, bytes: number) => `${name} · ${plural(bytes, "byte")}`,
} as const;
