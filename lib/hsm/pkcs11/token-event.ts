/** What happens between this process and its token that an operator should know. Invariant: no event holds a PIN. */
export type TokenEvent =
  /** A call failed and is made again; the caller may not notice. `cause` is such as CKR_DEVICE_ERROR:48. */
  | { readonly kind: "callFailed"; readonly cause: string }
  /** The token is away: until it is back, every call is refused. */
  | { readonly kind: "lost"; readonly cause: string }
  /** The token refuses the PIN: until there is another, no sign-in is tried and every call is refused. */
  | { readonly kind: "pinRefused"; readonly sentence: string }
  /** After either of the two: signed in, and working. */
  | { readonly kind: "restored"; readonly after: "lost" | "pinRefused" };

export type ReportTokenEvent = (event: TokenEvent) => void;
