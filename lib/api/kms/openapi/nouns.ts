/** What operations are about: the headings under which the document and its page list them. */

type NounRow = {
  readonly description: string;
  /** A permission belongs to the noun with the longest beginning of it. */
  readonly permissions: readonly string[];
  /** For operations that need no permission, and routes that are none: beginning of the path. */
  readonly paths?: readonly string[];
};

/** In the order of the page. */
export const NOUNS = {
  Keys: { description: "Customer master keys: their life and their details.", permissions: ["kms:cmk:"] },
  "Small data": { description: "Encrypt and decrypt up to 4,096 bytes inside the HSM.", permissions: ["kms:cmk:crypto"] },
  "Data keys": { description: "Keys for data of any size, protected by a customer master key.", permissions: ["kms:dek:"] },
  Signatures: {
    description: "Sign and verify with RSA and EC keys, whose public halves anybody may have.",
    permissions: ["kms:cmk:sign", "kms:cmk:verify", "kms:cmk:getPublicKey"],
  },
  "Message authentication codes": {
    description: "Make and check MACs with HMAC keys.",
    permissions: ["kms:cmk:generateMac", "kms:cmk:verifyMac"],
  },
  "Random numbers": { description: "Bytes of the HSM's own generator.", permissions: ["kms:cmk:generate"] },
  Grants: { description: "Named operations on one key, delegated to a user or an account.", permissions: ["kms:grant:"] },
  Tags: { description: "Keys and values on keys, to find and count them by.", permissions: ["kms:cmkTag:"] },
  Aliases: { description: "Further names of a key, as objects of their own.", permissions: ["kms:alias:"] },
  Rotation: {
    description: "New versions of a key, by plan, on demand, or by another key in its place.",
    permissions: ["kms:cmk:enableRotation", "kms:cmk:updateRotation", "kms:cmk:disableRotation", "kms:cmk:getRotation", "kms:cmk:rotate"],
  },
  Quotas: { description: "How much there is, and how much there may be.", permissions: ["kms:cmk:getInstance", "kms:cmk:getQuota"] },
  Traces: {
    description: "Who did what, when and under which right.",
    permissions: ["kms:trace:"],
    paths: ["/v3.0/OS-TRACE/", "/v1.0/{project_id}/"],
  },
  Tokens: { description: "Sign in, and see what a token is good for.", permissions: [], paths: ["/v3/auth/", "/v3.0/OS-AUTH/"] },
  Users: { description: "People and programs of an account.", permissions: ["iam:users:"], paths: ["/v3/users", "/v3.0/OS-MFA/"] },
  Groups: { description: "Users who hold the same roles.", permissions: ["iam:groups:"], paths: ["/v3/groups"] },
  Projects: {
    description: "Separate rooms for keys within an account.",
    permissions: ["iam:projects:"],
    paths: ["/v3/projects", "/v3/regions"],
  },
  Roles: {
    description: "What groups may do, in a project or everywhere.",
    permissions: ["iam:roles:"],
    paths: ["/v3/roles", "/v3/domains"],
  },
  "Access keys": {
    description: "Pairs of ID and secret with which programs sign requests.",
    permissions: ["iam:credentials:"],
    paths: ["/v3.0/"],
  },
  Service: { description: "Versions, health and this document; for everybody.", permissions: [], paths: ["/"] },
} as const satisfies Record<string, NounRow>;

export type Noun = keyof typeof NOUNS;

/** @param permission null where none is needed */
export function nounOf(permission: string | null, path: string): Noun {
  const rows = Object.entries(NOUNS) as [Noun, NounRow][];
  const beginnings = rows.flatMap(([noun, { permissions, paths }]) =>
    (permission === null ? (paths ?? []) : permissions).map((beginning): [Noun, string] => [noun, beginning]),
  );
  const fitting = beginnings.filter(([, beginning]) => (permission ?? path).startsWith(beginning));
  const [longest] = fitting.sort(([, one], [, other]) => other.length - one.length);
  return longest?.[0] ?? "Service";
}
