/** Names of accounts: 1 to 64 letters, digits, hyphens or underscores, beginning with a letter or digit. */
export const ACCOUNT_NAME_PATTERN = /^[A-Za-z0-9][\w-]{0,63}$/;
export const ACCOUNT_NAME_RULE = "must be 1 to 64 letters, digits, hyphens or underscores, beginning with a letter or digit";
