/** Words of the dialog that creates a key (guide §2.1). */

export const createWords = {
  importButton: "Import Key",
  button: "Create Key",
  title: "Create Key",
  lead: "The key material is made inside the HSM and never leaves it in clear.",
  alias: "Alias",
  aliasHint: "1 to 255 characters: letters, digits, underscores (_), hyphens (-), colons (:) and slashes (/). Not ending in /default.",
  algorithm: "Key Algorithm",
  usage: "Usage",
  usageHint: "The usage cannot be changed after the key is created.",
  description: "Description",
  descriptionHint: "Optional. Up to 255 characters.",
  created: "Key created successfully",
  making: (spec: string) => `Making the ${spec} key inside the HSM. This may take some seconds.`,
  usagePurposes: {
    ENCRYPT_DECRYPT: "To encrypt and decrypt.",
    SIGN_VERIFY: "To sign and verify.",
    GENERATE_VERIFY_MAC: "To make and check message authentication codes.",
  },
} as const;
