/** Where the token is and how to sign in to it. Invariant: the PIN leaves this object only into `C_Login` and `C_InitPIN`. */
export type TokenSettings = {
  /** Shared library of the PKCS#11 module. */
  readonly modulePath: string;
  /** The token's label (CKA-style text, at most 32 bytes); slot numbers change between starts, labels do not. */
  readonly tokenLabel: string;
  readonly pin: string;
  /** Text handed to the module as `libraryParameters` of `C_Initialize` (NSS softokn needs it); null for none. */
  readonly initArgs: string | null;
};
