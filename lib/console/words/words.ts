/**
 * Words that stand on more than one screen; those of one screen or subject are in the files beside this one. Every word the console shows
 * is in this room, so that it can be translated. The user guide's names of buttons, fields and checkboxes are kept letter for letter:
 * people work with the guide beside them.
 */

const WRONG_ADDRESS = "This console works only at";

export const words = {
  product: "KMS Console",
  productLong: "Key Management Service",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  yes: "Yes",
  ok: "OK",
  copy: (what: string) => `Copy ${what}`,
  copied: "Copied",
  remove: (what: string) => `Remove ${what}`,
  restored: "What you typed before is here again.",
  discard: "Discard",
  retry: "Try again",
  requestId: "Request ID",
  skip: "Skip to content",
  working: "Working…",
  suggestions: "Suggestions",

  failures: {
    /** Of what only reads: there was nothing to change. */
    unreachable: "The key management service does not answer at the moment. Try again.",
    /** Of a change that did not even leave this machine. */
    unsent: "The key management service does not answer at the moment. Nothing was changed; try again.",
    lost: "The answer did not arrive.",
    /** After a sentence that says what happened to the answer. */
    mayHave: "What you asked for may have been done all the same: look before you try again.",
    look: "Look in a new tab",
    outdated:
      "This page is of an older version of KMS Console, which has been replaced since. Nothing was changed: reload the page, then try again.",
    outdatedTitle: "This page is of an older version",
    reload: "Reload",
    unknown: "The service gave an answer that the console does not understand.",
    unreadable: "The console was asked in a way that it does not understand. Reload the page, then try again.",
    sessionEnded: "Your session has ended. Sign in again to go on.",
    title: "Something went wrong",
    listTitle: "The keys could not be loaded",
    keyTitle: "The key could not be loaded",
    unexpected: "The console met an unexpected fault and cannot show this.",
    wrongAddress: (address: string) =>
      `${WRONG_ADDRESS} ${address}: open it there, or have its administrator correct KMS_CONSOLE_URL. Nothing was changed.`,
  },

  /** Before and after the address, which is a link. */
  wrongAddress: { before: WRONG_ADDRESS, after: ": open it there, or have its administrator correct KMS_CONSOLE_URL." },

  unavailable: {
    permission: "You do not have permission to do this in this project.",
    pendingImport: "The key is pending import. Import its key material first.",
    none: "None of the selected keys allows this.",
  },

  notFound: {
    title: "Page not found",
    hint: "There is nothing at this address, or you have no access to the project in it.",
    home: "Go to the first screen",
  },
} as const;
