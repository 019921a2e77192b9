/**
 * What actions are in plain words. Each phrase stands before the keys that it is done to, with the word that leads to them, so that phrases
 * with the same word can share it: "schedule deletion and modify the alias *of* every key".
 */
import { KMS_PERMISSIONS, type Permission, ROLES } from "../../identity/permission";
import { isAboutProject, isOnIdentities } from "../action";

export type Phrase = { readonly words: string; readonly link: "" | "with" | "of" | "on" | "to" | "for" };

/** "" stands where the keys follow at once: "use every key". */
const PHRASES = {
  "kms:cmk:create": [["create", ""]],
  "kms:cmk:enable": [["enable", ""]],
  "kms:cmk:disable": [["disable", ""]],
  "kms:cmk:update": [
    ["schedule deletion", "of"],
    ["cancel deletion", "of"],
    ["modify the alias", "of"],
    ["modify the description", "of"],
  ],
  "kms:cmk:list": [["list", ""]],
  "kms:cmk:get": [["see the details", "of"]],
  "kms:cmk:getAccess": [["see who can use", ""]],
  "kms:cmk:generate": [["generate random numbers", "with"]],
  "kms:cmk:crypto": [
    ["encrypt data", "with"],
    ["decrypt data", "with"],
  ],
  "kms:cmk:sign": [["sign", "with"]],
  "kms:cmk:verify": [["verify signatures", "with"]],
  "kms:cmk:getPublicKey": [["obtain the public key", "of"]],
  "kms:cmk:generateMac": [["generate message authentication codes", "with"]],
  "kms:cmk:verifyMac": [["verify message authentication codes", "with"]],
  "kms:cmk:getMaterial": [["obtain import parameters", "for"]],
  "kms:cmk:importMaterial": [["import the material", "of"]],
  "kms:cmk:deleteMaterial": [["delete the material", "of"]],
  "kms:cmk:enableRotation": [["enable rotation", "of"]],
  "kms:cmk:updateRotation": [["modify the rotation interval", "of"]],
  "kms:cmk:disableRotation": [["disable rotation", "of"]],
  "kms:cmk:getRotation": [["see the rotation status", "of"]],
  "kms:cmk:rotate": [["rotate", ""]],
  "kms:cmk:getInstance": [["count", ""]],
  "kms:cmk:getQuota": [["see the quotas", "for"]],
  "kms:dek:create": [["create data keys", "with"]],
  "kms:dek:crypto": [
    ["encrypt data keys", "with"],
    ["decrypt data keys", "with"],
  ],
  "kms:grant:create": [["create grants", "on"]],
  "kms:grant:list": [["list the grants", "on"]],
  "kms:grant:revoke": [["revoke grants", "on"]],
  "kms:grant:retire": [["retire grants", "on"]],
  "kms:cmkTag:list": [["see the tags", "of"]],
  "kms:cmkTag:listInstance": [["search by tag", "for"]],
  "kms:cmkTag:create": [["add tags", "to"]],
  "kms:cmkTag:delete": [["delete tags", "of"]],
  "kms:cmkTag:batch": [["add or delete several tags", "of"]],
  "kms:alias:list": [["list the aliases", "of"]],
  "kms:alias:create": [["create aliases", "for"]],
  "kms:alias:delete": [["delete aliases", "of"]],
  "kms:alias:associate": [["move aliases", "to"]],
  "kms:trace:list": [["read the audit traces", "of"]],
} as const satisfies Record<(typeof KMS_PERMISSIONS)[number], readonly (readonly [string, Phrase["link"]])[]>;

/** Actions that together have words of their own, the widest first. */
const BUNDLES: readonly { readonly words: readonly string[]; readonly permissions: readonly Permission[] }[] = [
  { words: ["use", "manage"], permissions: KMS_PERMISSIONS.filter((permission) => !isAboutProject(permission)) },
  {
    words: ["use"],
    permissions: [
      "kms:cmk:crypto",
      "kms:dek:create",
      "kms:dek:crypto",
      "kms:cmk:sign",
      "kms:cmk:verify",
      "kms:cmk:generateMac",
      "kms:cmk:verifyMac",
    ],
  },
  { words: ["see"], permissions: ROLES["KMS Viewer"].permissions },
];

/** What is done to keys, in as few words as there are. */
export function phrasesOf(permissions: readonly Permission[]): Phrase[] {
  let left = permissions.filter((permission) => !isOnIdentities(permission));
  const phrases: Phrase[] = [];
  for (const bundle of BUNDLES) {
    if (!bundle.permissions.every((permission) => left.includes(permission))) continue;
    phrases.push(...bundle.words.map((words) => ({ words, link: "" }) as const));
    left = left.filter((permission) => !bundle.permissions.includes(permission));
  }
  const single = left.flatMap((permission) =>
    Object.hasOwn(PHRASES, permission) ? PHRASES[permission as keyof typeof PHRASES].map(([words, link]) => ({ words, link })) : [],
  );
  return [...phrases, ...single];
}

/** What is done to a project, where no key is there yet. */
export const PROJECT_PHRASES: Partial<Record<Permission, string>> = {
  "kms:cmk:create": "create keys",
  "kms:cmk:generate": "generate random numbers",
};
