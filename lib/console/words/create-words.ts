/** Words of the dialog that creates a key (guide §2.1). */
import { count, plural } from "./plural";

export const createWords = {
  importButton: "Import Key",
  button: "Create Key",
  title: "Create Key",
  lead: "The key material is made inside the HSM and never leaves it in clear.",
  alias: "Alias",
  aliasHint: "Letters, digits, _ - : and /, at most 255. Not ending in /default.",
  algorithm: "Key Algorithm",
  usage: "Usage",
  usageHint: "The usage cannot be changed after the key is created.",
  description: "Description",
  descriptionHint: "Optional, up to 255 characters.",
  descriptionLong: (characters: number) => `The description has ${plural(characters, "character")}; at most 255 fit.`,
  descriptionUnstorable: "The description holds a character that cannot be kept, such as a zero byte or half of a character pair.",
  characters: (used: number) => `${count(used)} of 255 characters`,
  created: "Key created successfully",
  making: (spec: string) => `Making the ${spec} key inside the HSM. This may take some seconds.`,
  usagePurposes: {
    ENCRYPT_DECRYPT: "To encrypt and decrypt.",
    SIGN_VERIFY: "To sign and verify.",
    GENERATE_VERIFY_MAC: "To make and check message authentication codes.",
  },
} as const;

/** What is wrong with an alias; each sentence says what to do. */
export const aliasWords = {
  missing: "Enter an alias.",
  long: (characters: number) => `The alias has ${plural(characters, "character")}; at most 255 fit.`,
  blank: "An alias has no blanks: use _ or - instead.",
  /** @param others how many more there are */
  characters: (names: readonly string[], others: number) =>
    `${names.join(", ")}${others > 0 ? ` and ${plural(others, "other")}` : ""} cannot stand in an alias: use letters, digits, _ - : and /.`,
  unseen: (code: string) => `a character that is not seen (U+${code})`,
  reserved: "An alias must not end in /default: such names are those of default master keys.",
} as const;
