/** What the one identity provider, which the operator sets up, is called; its protocol is called so too. */
export const IDENTITY_PROVIDER_ID = "oidc";
