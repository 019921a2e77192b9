/** The dialogs that change a key's state: the guide's sentences and what follows from saying yes. One row per change. */

import type { KeyChange } from "../key-change";
import { noun, plural } from "./plural";

export const IMPORT_LABEL = "Import Key Material";

export type ChangeWords = {
  /** Name of the button (guide §2.4). */
  readonly label: string;
  readonly title: (number: number) => string;
  readonly consequence: (number: number) => string;
  /** Checkbox that must be set first, where the guide has one. */
  readonly checkbox: string | null;
  readonly confirm: string;
  readonly isDestructive: boolean;
  /** For one key: a sentence. */
  readonly done: string;
  /** For a summary: "3 disabled". */
  readonly past: string;
};

export const CHANGE_WORDS: Readonly<Record<KeyChange, ChangeWords>> = {
  enable: {
    label: "Enable",
    title: (number) => `Enable ${noun(number, "Key")}`,
    consequence: (number) =>
      number === 1 ? "The key can encrypt and decrypt data again at once." : "The keys can encrypt and decrypt data again at once.",
    checkbox: null,
    confirm: "Yes",
    isDestructive: false,
    done: "Key enabled successfully",
    past: "enabled",
  },
  disable: {
    label: "Disable",
    title: (number) => `Disable ${noun(number, "Key")}`,
    consequence: (number) =>
      number === 1
        ? "A disabled key cannot encrypt or decrypt any data. Applications that use it fail from this moment until it is enabled again."
        : "Disabled keys cannot encrypt or decrypt any data. Applications that use them fail from this moment until they are enabled again.",
    checkbox: "I understand the impact of disabling keys",
    confirm: "Yes",
    isDestructive: true,
    done: "Key disabled successfully",
    past: "disabled",
  },
  scheduleDeletion: {
    label: "Delete",
    title: (number) => `Delete ${noun(number, "Key")}`,
    consequence: (number) =>
      number === 1
        ? "The key stops working now and is destroyed when the period ends. Data encrypted with it can then never be decrypted. Until that date the deletion can be canceled."
        : "The keys stop working now and are destroyed when the period ends. Data encrypted with them can then never be decrypted. Until that date the deletion can be canceled.",
    checkbox: "I understand the impact of deleting keys",
    confirm: "Yes",
    isDestructive: true,
    done: "Key deletion scheduled successfully",
    past: "scheduled for deletion",
  },
  cancelDeletion: {
    label: "Cancel Deletion",
    title: () => "Cancel Deletion",
    consequence: (number) =>
      number === 1
        ? "The key is kept. It becomes Disabled, or Pending import where no key material has been imported; enable it to use it again."
        : "The keys are kept. They become Disabled, or Pending import where no key material has been imported; enable them to use them again.",
    checkbox: null,
    confirm: "OK",
    isDestructive: false,
    done: "Key deletion canceled successfully",
    past: "deletions canceled",
  },
  deleteMaterial: {
    label: "Delete Key Material",
    title: () => "Delete Key Material",
    consequence: () =>
      "The key becomes unavailable at once and its status changes to Pending import. Data encrypted with it cannot be decrypted until the same key material is imported again: make sure that you have a backup.",
    checkbox: null,
    confirm: "Yes",
    isDestructive: true,
    done: "Key material deleted successfully",
    past: "key materials deleted",
  },
};

export const deletionWords = {
  days: "Delete after (days)",
  daysHint: "A whole number from 7 to 1096.",
  daysInvalid: "Enter a whole number of days from 7 to 1096.",
  takesEffect: "Takes effect",
  typeAlias: (alias: string) => `To confirm, type the alias ${alias}`,
  typeCount: (number: number) => `To confirm, type the number of keys: ${number}`,
} as const;

export const riskWords = {
  title: "What is at stake",
  loading: "Looking at who uses the keys",
  failed: "Who uses the keys could not be found out.",
  neverUsed: "No use is known.",
  lastUsed: "Last used",
  callers: (number: number) => (number === 1 ? "In the last 30 days by" : `In the last 30 days by ${number} callers:`),
  noCallers: "Not used in the last 30 days.",
  partial: "Only the latest 10,000 traces of the key were looked at.",
  hangsOn: (grants: number, tags: number, aliases: number) =>
    [
      ...(grants > 0 ? [plural(grants, "grant")] : []),
      ...(tags > 0 ? [plural(tags, "tag")] : []),
      ...(aliases > 0 ? [plural(aliases, "alias object")] : []),
    ].join(", "),
  /** @param things how many `hangsOn` names together */
  goWithIt: (things: number) => `${noun(things, "goes", "go")} with the key`,
  more: (shown: number) => `Shown for the first ${plural(shown, "key")}. Look at each of the others before you delete it.`,
} as const;

export const confirmReasons = {
  checkbox: "Tick the box above first.",
  days: "Enter a valid number of days first.",
  typed: "Type the confirmation first.",
} as const;

export const skipWords = { surely: "will be skipped", perhaps: "will probably be skipped" } as const;
