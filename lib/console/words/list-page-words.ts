/** Where one is in the key list, the choice of its columns, and what it says while it has no keys. */
import { count, plural } from "./plural";

export const pagerWords = {
  /** `isExact` is false where counting stopped: there are more. */
  place: (from: number, to: number, matching: number, isExact: boolean, isFiltered: boolean) => {
    const all = `${count(matching)}${isExact ? "" : "+"}`;
    return `${from === to ? count(from) : `${count(from)}–${count(to)}`} of ${isFiltered ? `${all} that match` : matching === 1 ? "1 key" : `${all} keys`}`;
  },
  page: (number: number) => `Page ${count(number)}`,
  all: (matching: number, isFiltered: boolean) => (isFiltered ? `${count(matching)} that match` : plural(matching, "key")),
} as const;

export const columnWords = {
  button: "Columns and density",
  columns: "Columns",
  hint: "Columns without room are left out. CSV has the same columns in the same order.",
  up: (column: string) => `Move ${column} to the left`,
  down: (column: string) => `Move ${column} to the right`,
  density: "Density",
  densities: { usual: "Usual", dense: "Dense" },
  usual: "Usual columns",
} as const;

export const firstStepsWords = {
  title: "No keys in this project yet",
  lead: "A customer master key encrypts small data and protects data keys. Its material is made inside the HSM and never leaves it in clear.",
  create: "Create a first key",
  createHint: "AES_256 for encryption is the usual choice. The usage of a key cannot be changed later.",
  encrypt: "Encrypt a first secret",
  encryptHint: "On the key’s Tool tab: type a text, press Execute, copy the ciphertext.",
  tool: "Open the Tool",
  toolReason: "Create a key first.",
  call: "Call it from a program",
  callHint: "The API reference has every call, with a line to paste for each.",
  reference: "Open the API reference",
  import: { before: "Do you bring your own key material? ", after: " guides you through four steps." },
} as const;
