/** The dialogs that change a key's state: the guide's sentences and what follows from saying yes. One row per change. */

import type { KeyChange } from "../key-change";
import { CHANGE_LABELS } from "./change-labels";
import { count, noun, plural } from "./plural";

export type ChangeWords = {
  /** Name of the button (guide §2.4). */
  readonly label: string;
  readonly title: (number: number) => string;
  readonly consequence: (number: number) => string;
  /** The safe button, where "Cancel" would mean two things. */
  readonly keep?: string;
  /** Checkbox that must be set first, where the guide has one. */
  readonly checkbox: string | null;
  readonly confirm: string;
  readonly isDestructive: boolean;
  /** For one key: a sentence. */
  readonly done: string;
  /** For a summary: "3 disabled". */
  readonly past: string;
};

/** The guide's title; with their number for many. */
function titled(act: string, number: number): string {
  return number === 1 ? `${act} Key` : `${act} ${plural(number, "Key")}`;
}

export const CHANGE_WORDS: Readonly<Record<KeyChange, ChangeWords>> = {
  enable: {
    label: CHANGE_LABELS.enable,
    title: (number) => titled("Enable", number),
    consequence: (number) =>
      number === 1 ? "The key can encrypt and decrypt data again at once." : "The keys can encrypt and decrypt data again at once.",
    checkbox: null,
    confirm: "Yes",
    isDestructive: false,
    done: "Key enabled successfully",
    past: "enabled",
  },
  disable: {
    label: CHANGE_LABELS.disable,
    title: (number) => titled("Disable", number),
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
    label: CHANGE_LABELS.scheduleDeletion,
    title: (number) => titled("Delete", number),
    consequence: (number) =>
      number === 1
        ? "The key stops working now and is destroyed when the period ends. Data encrypted with it can then never be decrypted. Until that date the deletion can be canceled."
        : "The keys stop working now and are destroyed when the period ends. Data encrypted with them can then never be decrypted. Until that date the deletions can be canceled.",
    checkbox: "I understand the impact of deleting keys",
    confirm: "Yes",
    isDestructive: true,
    done: "Key deletion scheduled successfully",
    past: "scheduled for deletion",
  },
  cancelDeletion: {
    label: CHANGE_LABELS.cancelDeletion,
    title: (number) => (number === 1 ? "Cancel Deletion" : `Cancel Deletion of ${plural(number, "Key")}`),
    consequence: (number) =>
      number === 1
        ? "The key is kept. It becomes Disabled, or Pending import where no key material has been imported; enable it to use it again."
        : "The keys are kept. They become Disabled, or Pending import where no key material has been imported; enable them to use them again.",
    keep: "Keep scheduled",
    checkbox: null,
    confirm: "OK",
    isDestructive: false,
    done: "Key deletion canceled successfully",
    past: "deletions canceled",
  },
  deleteMaterial: {
    label: CHANGE_LABELS.deleteMaterial,
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
  daysHint: "7 to 1096",
  daysInvalid: "Enter a whole number from 7 to 1096.",
  takesEffect: "Takes effect",
  /** Before the alias. */
  typeAlias: "To confirm, type the alias",
  typeCount: (number: number) => `To confirm, type the number of keys: ${number}`,
} as const;

/** What is at stake for many keys, in numbers of keys, grants and tags. */
export type RiskSum = {
  readonly today: number;
  readonly lately: number;
  readonly unused: number;
  /** Of which it cannot be told. */
  readonly unknown: number;
  readonly grants: number;
  readonly tags: number;
};

export const riskWords = {
  title: "What is at stake",
  loading: "Looking at who uses the key…",
  failed: "Who uses the key could not be found out.",
  none: "none",
  neverUsed: "no use is known",
  lastUsed: "Last used",
  callers: "Callers, 30 days",
  noCallers: "none",
  partial: "The latest calls may be missing: they are still being counted.",
  grantsLabel: "Grants",
  liveGrants: (number: number) => plural(number, "live grant"),
  calls: (number: number) => plural(number, "call"),
  tagsLabel: "Tags",
  aliasesLabel: "Alias objects",
  looking: (done: number, total: number) => `Looking at who uses the keys: ${count(done)} of ${count(total)}.`,
  /** What is at stake for many keys, in one line. */
  sum: ({ today, lately, unused, unknown, grants, tags }: RiskSum, isDeletion: boolean) => {
    const used = (number: number) => `${plural(number, "key")} ${noun(number, "was", "were")} used`;
    const parts = [
      ...(today > 0 ? [`${used(today)} in the last 24 hours`] : []),
      ...(lately > 0 ? [`${today > 0 ? count(lately) : used(lately)} in the last 30 days`] : []),
    ];
    if (unused > 0 && parts.length > 0) parts.push(`${count(unused)} not${lately > 0 ? "" : " in the last 30 days"}`);
    else if (unused > 0) parts.push(`${plural(unused, "key")} ${noun(unused, "was", "were")} not used in the last 30 days`);
    if (unknown > 0) parts.push(`of ${plural(unknown, "key")} it cannot be told`);
    const use = parts.length > 0 ? `${parts.join(", ")}. ` : "";
    return isDeletion ? `${use}${plural(grants, "live grant")} and ${plural(tags, "tag")} go with the keys.` : use.trim();
  },
} as const;

/** The box in which a dialog names its keys. */
export const affectedWords = {
  list: "Keys",
  filter: (number: number) => `Filter ${plural(number, "key")}`,
  skipped: (skipped: number, total: number) => `${count(skipped)} of ${plural(total, "key")} will probably be skipped.`,
  show: "Show",
  all: (number: number) => `All ${count(number)}`,
  used: (number: number) => `In use ${count(number)}`,
  granted: (number: number) => `With grants ${count(number)}`,
  refused: (number: number) => `Skipped ${count(number)}`,
  lastUsed: "last used",
  noMatch: "No key matches.",
} as const;

export const confirmReasons = {
  checkbox: "Tick the box first.",
  days: "Enter 7 to 1096 days first.",
  typedAlias: "Type the alias first.",
  typedNumber: "Type the number of keys first.",
} as const;

export const skipWords = { surely: "will be skipped", perhaps: "will probably be skipped" } as const;
