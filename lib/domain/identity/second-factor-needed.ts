/** The refusal of a sign-in whose password is right, and with which a second factor must be shown. */
import { KmsError } from "../errors";

export type SecondFactorMethod = "totp" | "passkey";

/** Only whoever has shown the right password sees it: to all others a user with a second factor is like one without. */
export class SecondFactorNeeded extends KmsError {
  /** Those that the user has set up, and that can be shown where the sign-in was tried; a recovery code goes in the place of a one-time code. */
  readonly methods: readonly SecondFactorMethod[];
  /** With which a browser asks for a passkey (WebAuthn's JSON form); null where there is none to ask for. */
  readonly passkeyOptions: Readonly<Record<string, unknown>> | null;

  constructor(
    methods: readonly SecondFactorMethod[],
    passkeyOptions: Readonly<Record<string, unknown>> | null,
    options: { message?: string } = {},
  ) {
    super("secondFactorNeeded", options);
    this.methods = methods;
    this.passkeyOptions = passkeyOptions;
  }
}
