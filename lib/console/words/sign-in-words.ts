/** Words of the sign-in page. */

export const signInWords = {
  title: "Sign in",
  lead: "Customer master keys, protected by your hardware security module.",
  account: "Account",
  userName: "User name",
  password: "Password",
  submit: "Sign in",
  wrong: "The account, user name or password is wrong.",
  tooMany: "Too many attempts. Wait a moment, then try again.",
  missing: "Enter account, user name and password.",
  ended: "Your session has ended. Sign in again to go on.",
  signedOut: "You have signed out.",
} as const;
