/** Words of My Credentials: its panes, and their dialogs. Names as the guide and the family's console have them. */
import { count, plural } from "./plural";

export const credentialsWords = {
  title: "My Credentials",
  panes: "My Credentials",
  loading: (what: string) => `Loading ${what}`,
  errorTitle: (what: string) => `${what} could not be loaded`,
  operation: "Operation",
  created: "Created",
  lastUsed: "Last used",
  never: "Never",
  more: (name: string) => `More for ${name}`,
  leaveAnyway: "Close anyway",
} as const;

/** Of whoever is known by the groups of an identity provider alone. */
export const federatedWords = {
  note: "You are signed in by the groups that your identity provider names, and have no user here. Password, access keys, one-time codes and passkeys belong to a user: change your password and your second factor at the identity provider, and ask a security administrator for a user if a program of yours needs an access key.",
} as const;

export const apiCredentialsWords = {
  title: "API Credentials",
  lead: "What programs need to sign in to the REST API as you.",
  userName: "IAM User Name",
  userId: "IAM User ID",
  accountName: "Account Name",
  accountId: "Account ID",
  project: "Project",
  projectId: "Project ID",
  projectIdOf: (name: string) => `Project ID of ${name}`,
  noProjects: "None: ask a security administrator to give your user group a policy in a project.",
} as const;

export const accessKeyWords = {
  title: "Access Keys",
  lead: "With an access key a program signs its requests as you. Keep its secret where only that program can read it.",
  countOf: (used: number, most: number) => `${count(used)} of ${count(most)}`,
  create: "Create Access Key",
  full: (most: number) =>
    most === 1 ? "You have an access key. Delete it first." : `You have ${count(most)} access keys. Delete one of them first.`,
  empty: "No access keys yet",
  emptyHint: "Create one for a program that calls the REST API with signed requests.",
  id: "Access key ID",
  status: "Status",
  enabled: "Enabled",
  disabled: "Disabled",
  description: "Description",
  descriptionHint: "What it is for, such as the program and where it runs.",
  project: "Project",
  anyProject: "Any project",
  projectHint: "In a project it can do nothing in another one. That cannot be changed afterwards.",
  enable: "Enable",
  disable: "Disable",
  describe: "Edit Description",
  remove: "Delete",
  enabledDone: "Access key enabled successfully",
  disabledDone: "Access key disabled successfully",
  describedDone: "Description changed successfully",
  deletedDone: "Access key deleted successfully",
  secretTitle: "Access key created",
  secretLead: "This is the only time that the secret is shown. Download it or copy it now.",
  secret: "Secret access key",
  download: "Download",
  done: "Done",
  leave: "The secret has neither been copied nor downloaded, and cannot be shown again. Close anyway?",
  removeTitle: "Delete Access Key",
  removeLead: "Programs that sign with it are refused at their next request. This cannot be undone; to try what happens, disable it first.",
} as const;

/** Columns of the family's file of an access key. */
export const ACCESS_KEY_FILE = { name: "credentials.csv", columns: ["User Name", "Access Key Id", "Secret Access Key"] } as const;

export const passwordWords = {
  title: "Password",
  lead: "For signing in to this console and for tokens of the REST API. Changing it ends your other sessions.",
  current: "Current password",
  next: "New password",
  confirm: "Confirm new password",
  hint: "8 to 128 characters of any kind. A few unrelated words are easy to keep and hard to guess.",
  change: "Change Password",
  changed: "Password changed successfully",
  problems: {
    noCurrent: "Enter your current password.",
    noNew: "Enter a new password.",
    tooShort: (least: number) => `The password must have at least ${plural(least, "character")}.`,
    tooLong: (most: number) => `The password can have at most ${plural(most, "character")}.`,
    notOneLine: "The password can hold no line breaks and no other control characters.",
    likeName: "The password must not be the user name, nor the user name backwards.",
    common: "Many people use this password, so that it is tried first. Enter another.",
    same: "The new password is the current one. Enter another.",
    noConfirm: "Enter the new password again.",
    differs: "The two new passwords differ.",
  },
} as const;

export const codeWords = {
  title: "One-time codes",
  lead: "A code from an authenticator app, asked for after the password.",
  on: "On",
  off: "Off",
  onLead: "asked for after the password",
  offLead: "signing in asks for the password only",
  offWithPasskey: "signing in asks for a passkey after the password",
  left: (number: number) => `${plural(number, "recovery code")} left`,
  noneLeft: "no recovery codes left",
  noneLeftNote: "Whoever loses what they sign in with and has no recovery codes needs an administrator. Make new ones.",
  setUp: "Set Up",
  remove: "Remove",
  newRecovery: "New Recovery Codes",
  setUpTitle: "Set Up One-time Codes",
  scan: "Scan this with an authenticator app, or enter the secret there by hand. Then enter the code that it shows.",
  qr: "QR code",
  secret: "Secret",
  code: "One-time code",
  codeHint: "Six digits; a new code comes every 30 seconds.",
  preparing: "Making a secret",
  noCode: "Enter the code that your authenticator shows.",
  recoveryTitle: "Recovery codes",
  recoveryLead:
    "With one of these you can sign in when you have lost your authenticator. Each works once, and this is the only time that they are shown: keep them apart from it.",
  recovery: "Recovery codes",
  recoveryToCopy: "recovery codes",
  download: "Download",
  file: "recovery-codes.txt",
  done: "Done",
  leave: "The recovery codes have neither been copied nor downloaded, and cannot be shown again. Close anyway?",
  setUpDone: "One-time codes set up successfully",
  renewTitle: "New Recovery Codes",
  renewLead: "The old recovery codes stop working, whether they were used or not.",
  renewed: "New recovery codes made successfully",
  removeTitle: "Remove One-time Codes",
  removeLead:
    "Signing in then asks for the password only, and the recovery codes stop working, unless you have a passkey. If an administrator requires a second factor of you, you must set one up again before anything else.",
  removed: "One-time codes removed successfully",
} as const;

export const passkeyWords = {
  title: "Passkeys",
  lead: "A key kept by this device or by a security key, asked for after the password.",
  add: "Add Passkey",
  empty: "No passkeys yet",
  emptyHint: "Add one to show who you are by a touch instead of typing a code.",
  name: "Name",
  nameHint: "Such as the device that keeps it.",
  noName: "Enter a name.",
  wrongName: "A name can have at most 64 characters, and no line breaks or other control characters.",
  addedAt: "Added",
  addTitle: "Add Passkey",
  addLead: "After OK your browser asks where to keep the passkey.",
  added: "Passkey added successfully",
  rename: "Rename",
  renameTitle: "Rename Passkey",
  renamed: "Passkey renamed successfully",
  remove: "Remove",
  removeTitle: "Remove Passkey",
  removeLead: "You can then no longer show who you are with it. What your device keeps of it you can delete there.",
  removeLast:
    "It is your only passkey. Without one-time codes, signing in then asks for the password only, and the recovery codes stop working.",
  removed: "Passkey removed successfully",
  atAddress: (address: string) =>
    `Browsers refuse passkeys at an IP address. Open the console at localhost or at a host name instead of ${address}.`,
  insecure: "Browsers refuse passkeys without TLS. Open the console by https, or at localhost.",
  unsupported: "This browser cannot keep passkeys.",
  given: "The browser did not make a passkey: it was cancelled, or took too long. Nothing was changed.",
  known: "This device or security key has a passkey of yours already.",
  notShown: "The browser did not show a passkey: it was cancelled, or took too long.",
} as const;

export const sessionWords = {
  title: "Sessions",
  lead: "Where you are signed in. End what you do not know, then change your password.",
  leadAtProvider: "Where you are signed in. End what you do not know, then change your password at the identity provider.",
  browser: "Browser",
  address: "Address",
  signedIn: "Signed in",
  lastUse: "Last use",
  operation: "Operation",
  current: "This session",
  end: "End",
  endOthers: "End all other sessions",
  noOthers: "There are no other sessions.",
  ended: "Session ended successfully",
  endedOthers: (number: number) => `${plural(number, "other session")} ended successfully`,
  api: "REST API",
  unknown: "Unknown program",
  on: (browser: string, system: string) => `${browser} on ${system}`,
} as const;

/** Of the page of whoever must set up a second factor before anything else. */
export const secondFactorWords = {
  title: "Set up a second factor",
  lead: (userName: string) =>
    `An administrator requires a second factor of ${userName}. Set up one-time codes or a passkey, then go on: whoever gets hold of your password can do nothing with it alone.`,
  first: "Set up one-time codes or a passkey first.",
  goOn: "Continue",
} as const;

export const stepUpWords = {
  title: "Confirm that it is you",
  lead: "What you are about to do needs it. It is good for five minutes, and what you asked for goes on by itself.",
  password: "Password",
  code: "One-time code",
  codeHint: "Or a recovery code.",
  usePassword: "Use the password",
  useCode: "Use a one-time code",
  usePasskey: "Use a passkey",
  noPassword: "Enter your password.",
  noCode: "Enter the code that your authenticator shows.",
} as const;
