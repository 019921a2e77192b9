/** Words of the sign-in page. */
import type { OidcRefusal } from "../oidc";
import { words } from "./words";

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
  altered: "What is stored of you was changed by somebody else, so you are not let in. Tell your administrator.",
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

const BEGIN_AGAIN = "Begin again, or sign in with your password.";

/** Of OpenID Connect: there is one provider, which has no name here. */
export const oidcWords = {
  or: "or",
  name: "OpenID Connect",
  going: "Waiting for the identity provider. You can try again, or sign in with your password meanwhile.",
  /** For the person; nothing in them is the provider's own. */
  refusals: {
    down: "The identity provider does not answer. Try again in a moment, or sign in with your password.",
    refused: `The identity provider did not sign you in. ${BEGIN_AGAIN}`,
    unknown:
      "The identity provider knows you, but you have no access here: there is no enabled user of your name, and none of your groups. Ask a security administrator.",
    factor:
      "An administrator requires a second factor of you, and the identity provider did not ask for one. Set one up there, or sign in with your password.",
    lost: `This sign-in was not begun in this browser, was used already, or took too long. ${BEGIN_AGAIN}`,
    tooMany: signInWords.tooMany,
    unavailable: words.failures.unreachable,
    someoneElse:
      "You signed in at the identity provider as somebody else, so that nothing was confirmed. Sign in there as the person of this session.",
    notAnew: "The identity provider did not ask you anew, so that nothing was confirmed. Sign out there, then try again.",
  } satisfies Record<OidcRefusal, string>,
  confirm: "Confirm with OpenID Connect",
  confirmLead:
    "What you are about to do needs it. The identity provider asks who you are; then you have five minutes to do once more what you wanted.",
  confirmNote:
    "With OpenID Connect you leave this page and come back to it. Drafts of forms are kept; what is secret is not: text and results in the Tool, and generated key material.",
  confirmed: "You have confirmed that it is you. Go on with what you wanted to do.",
} as const;
