/**
 * What can be wrong with a policy: the closed table code → sentence. Each says what to do. Invariant: what a sentence repeats of the policy
 * is short and visible: letters that hide or turn the text around are shown by their number.
 */
import type { Span } from "./json-tree";

export type PolicyFault = Span & {
  readonly code: PolicyFaultCode;
  readonly message: string;
  /** JSON path of what is wrong, e.g. `$.Statement[0].Action[1]`. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
};

export const STATEMENTS_MAX = 50;
/** Characters of the policy without blanks between its parts, so that it is as long at every door. */
export const POLICY_CHARACTERS_MAX = 20_000;
/** What is not even read. */
export const POLICY_TEXT_MAX = 100_000;
/** Objects and arrays within each other: a sound policy has 6. */
export const POLICY_DEPTH_MAX = 10;
export const ACTIONS_MAX = 100;
export const ACTION_CHARACTERS_MAX = 128;
export const RESOURCES_MAX = 10;
export const RESOURCE_CHARACTERS_MAX = 1500;
/** Operators of a statement, and keys of an operator. */
export const CONDITIONS_MAX = 10;
export const VALUE_CHARACTERS_MAX = 1024;

/** @param it what is wrong, quoted @param hint what the check adds */
type Sentence = (it: string, hint: string) => string;

export const POLICY_FAULTS = {
  // The text
  policyTooLong: (_, hint) => `The policy has ${hint} characters. 20,000 are allowed: split it into several policies.`,
  jsonEmpty: () => 'There is no policy. Begin with {"Version": "1.1", "Statement": [ … ]}.',
  jsonSyntax: (_, hint) => `This is not JSON. Here should be ${hint}.`,
  jsonTooDeep: (_, hint) =>
    `More than ${hint} objects and lists stand within each other. A policy needs 6: take the outer or inner ones away.`,
  memberTwice: (it) => `${it} stands twice in the same object. Put both into one, or remove one of them.`,
  textInvalid: (it) => `${it} has half a character or a NUL in it, which cannot be stored. Write it anew.`,

  // Its shape
  notObject: (it) => `${it} must be an object: { … }.`,
  notList: (it) => `${it} must be a list, also of one: [ … ].`,
  notText: (it) => `${it} must be text in double quotes.`,
  listEmpty: (it) => `${it} is empty. Name at least one, or remove what it belongs to.`,
  memberMissing: (it) => `${it} is missing. Add it.`,
  memberUnknown: (it, hint) => `${it} is not known here. Use only ${hint}.`,
  memberCase: (it, hint) => `${it} must be written ${hint}.`,
  notAction: () =>
    'NotAction is not accepted: new actions would be allowed unseen. List what is meant in Action, and write a second statement with "Effect": "Deny" for exceptions.',
  notResource: () =>
    'NotResource is not accepted. List the keys in Resource, and write a second statement with "Effect": "Deny" for exceptions.',
  principal: (it) => `${it} is not accepted: whom a policy is for is said by the group that it is attached to. Remove it.`,
  versionWrong: (it) => `Version is ${it}. Write "Version": "1.1".`,
  effectWrong: (it) => `Effect is ${it}. Write "Allow" or "Deny".`,
  statementsTooMany: (_, hint) =>
    `The policy has ${hint} statements. 50 are allowed: put actions of the same keys together, or split the policy.`,
  listTooLong: (it, hint) => `${it} has too many entries. ${hint} are allowed: use * for part of a name, or another statement.`,
  textTooLong: (it, hint) => `${it} is too long. ${hint} characters are allowed.`,

  // Actions
  actionForm: (it) =>
    `${it} is not an action. Write kms:type:operation, such as kms:cmk:get; * stands for all or part of a type or operation, as in kms:cmk:*.`,
  actionCharacter: (it, hint) =>
    `${it} has the character ${hint} in it, which no action has, though it may look like one that does. Type the action anew in plain letters.`,
  actionService: (it, hint) => `${it} is an action of the service ${hint}. Only actions on keys can be given here: write kms:…`,
  actionServiceCase: (it) => `${it} must begin with kms: in lower case.`,
  actionUnknown: (it, hint) => `There is no action ${it}. ${hint === "" ? "Choose one of the list of actions." : `Did you mean ${hint}?`}`,
  actionMatchesNothing: (it) => `No action fits ${it}. Correct the part before or after the *, or remove it.`,

  // Resources
  resourceForm: (it) => `${it} is not a resource. Write KMS:*:*:KeyId:ID for one key, or KMS:*:*:alias:PATTERN for keys by their alias.`,
  resourceEverything: () => 'To mean every key, remove Resource, or write "KMS:*:*:KeyId:*".',
  resourceService: (it, hint) => `${it} is a resource of the service ${hint}. Only keys can be named here: write KMS:…`,
  resourceKind: (it, hint) => `${hint} in ${it} is no kind of resource. Write KeyId or alias as the fourth part.`,
  resourceRegion: (it, hint) => `${hint} in ${it} is no region. Write * or a region as the second part, in letters, digits and hyphens.`,
  resourceAccount: (it, hint) => `${hint} in ${it} is no account. Write * or an account ID of 32 hexadecimal digits as the third part.`,
  resourceKeyId: (it, hint) => `${hint} in ${it} is no key ID. Write the 36 characters of the ID, or * for part of it.`,
  resourceAlias: (it, hint) =>
    `No alias fits ${hint} in ${it}. Aliases have 1 to 255 letters, digits, hyphens, underscores, colons and slashes; * stands for any of them.`,

  // Conditions
  operatorUnknown: (it, hint) =>
    `There is no operator ${it}. ${hint === "" ? "Choose one of the list of operators." : `Did you mean ${hint}?`}`,
  operatorNotForKey: (it, hint) => `${it} cannot be compared by this operator. Use ${hint}.`,
  keyUnknown: (it, hint) =>
    `There is no condition ${it}. ${hint === "" ? "Choose one of the list of conditions." : `Did you mean ${hint}?`}`,
  keyTag: (it) => `No tag has the name in ${it}. Write g:ResourceTag/ and the tag's key: 1 to 36 characters, none of * < > \\ =.`,
  valueUnknown: (it, hint) => `${it} fits none of the values there are: ${hint}. Choose one of them.`,
  valueHasAsterisk: (it) => `${it} is compared as it stands, and no value has * in it. For a pattern use StringLike or StringNotLike.`,
  valueNotTruth: (it) => `${it} is neither "true" nor "false". Write one of them.`,
  valueNotInstant: (it) => `${it} is no time. Write one such as 2030-01-02T03:04:05Z.`,
  valueNotAddress: (it) =>
    `${it} is no address. Write one such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32, with nothing set behind the length.`,
  valueNotUserId: (it) => `${it} is no user ID. Write 32 hexadecimal digits, or use g:UserName.`,
} as const satisfies Record<string, Sentence>;

export type PolicyFaultCode = keyof typeof POLICY_FAULTS;

export function sentenceOf(code: PolicyFaultCode, it: string, hint: string): string {
  const sentence: Sentence = POLICY_FAULTS[code];
  return sentence(it, hint);
}

const SHOWN_CHARACTERS = 64;
/** What shows nothing by itself or moves what stands beside it: control, format, private and unassigned characters, separators, marks. */
const UNSEEN = /[\p{C}\p{Z}\p{M}]/u;

/** Text of the policy as a sentence may show it, in quotes. */
export function quote(text: string): string {
  return `"${brief(text)}"`;
}

/** The same without quotes. */
export function brief(text: string): string {
  const characters = [...text.slice(0, SHOWN_CHARACTERS * 2)];
  const shown = characters
    .slice(0, SHOWN_CHARACTERS)
    .map((character) => (isUnseen(character) ? `<${nameOfCharacter(character)}>` : character));
  return shown.join("") + (characters.length > SHOWN_CHARACTERS ? "…" : "");
}

function isUnseen(character: string): boolean {
  return character !== " " && UNSEEN.test(character);
}

/** `U+0430`, so that a letter that only looks like another can be told from it. */
export function nameOfCharacter(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
