/** Words of the sign-in page. */

export const signInWords = {
  title: "Sign in",
  account: "Account",
  userName: "User name",
  password: "Password",
  submit: "Sign in",
  wrong: "The account, user name or password is wrong.",
  /** After several wrong tries. */
  often:
    "After ten wrong tries the next one has to wait, for a quarter of an hour at most. Where you have signed in before, others do not make you wait.",
  tooMany: "Too many attempts. Wait a moment, then try again.",
  missing: {
    account: "Enter the account.",
    userName: "Enter the user name.",
    password: "Enter the password.",
  },
  code: "One-time code",
  codeLead: (userName: string) => `Enter the six digits that your authenticator shows for ${userName}, or a recovery code.`,
  passkeyLead: (userName: string) => `Show a passkey of ${userName}, or enter a recovery code.`,
  eitherLead: (userName: string) =>
    `Show a passkey of ${userName}, or enter the six digits that your authenticator shows, or a recovery code.`,
  /** @param refusal why the browser shows no passkey here */
  recoveryLead: (refusal: string) => `${refusal} Or enter a recovery code.`,
  codeMissing: "Enter the code that your authenticator shows, or a recovery code.",
  codeWrong: "The code is wrong, or was used already. Enter the one that your authenticator shows now.",
  passkeyWrong: "The passkey was not accepted. Try again, or enter a code.",
  noPasskey: "No passkey can be used here. Enter a code.",
  usePasskey: "Use a passkey",
  startAgain: "Start again",
  ended: "Your session has ended. Sign in again to go on.",
  endedTitle: "Your session has ended",
  endedHere: {
    before: "All that is on this page is still here. To go on with it, sign in in",
    link: "another tab",
    after: " and come back to this one.",
  },
  endedAway:
    "Signing in here leads back to this page. Drafts of forms are kept; what is secret is not: text and results in the Tool, and generated key material.",
  signedOut: "You have signed out.",
} as const;
