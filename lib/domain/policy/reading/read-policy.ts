/**
 * A policy in plain sentences, beside its JSON: what it allows and forbids, of which keys, and when. Invariants: each statement has its
 * sentences, none says more than the decision does, and nothing that hides or turns text gets through from a policy into one.
 */
import type { Permission } from "../../identity/permission";
import { expandAction, isAboutProject } from "../action";
import { findConditionKey } from "../condition-key";
import type { PolicyDocument, PolicyEffect, PolicyStatement } from "../policy-document";
import { isResource, parseResource } from "../resource";
import { isEverything } from "../wildcard";
import { type Phrase, PROJECT_PHRASES, phrasesOf } from "./action-words";
import { conditionsOf, conditionWords } from "./condition-words";
import { keyWords, listWords } from "./key-words";

export type ReadSentence = {
  readonly effect: PolicyEffect;
  /** Number of the statement, from 0. */
  readonly statement: number;
  readonly text: string;
  /** Says what the statement does not do, though it may look so. */
  readonly isNote: boolean;
};

export function readPolicy({ Statement }: PolicyDocument): ReadSentence[] {
  return Statement.flatMap((statement, index) => readStatement(statement, index));
}

function readStatement(statement: PolicyStatement, index: number): ReadSentence[] {
  const { Effect, Action, Resource, Condition } = statement;
  const permissions = [...new Set(Action.flatMap(expandAction))];
  const conditions = conditionsOf(Condition);
  const onKey = conditions.filter(({ key }) => findConditionKey(key)?.about === "key").map(conditionWords);
  const onRequest = conditions.filter(({ key }) => findConditionKey(key)?.about === "request").map(conditionWords);
  const isLimited = onKey.length > 0 || !coversEveryKey(Resource);
  const when = onRequest.length === 0 ? "" : `, if ${listWords(onRequest, "and")}`;
  const say = (text: string, isNote = false): ReadSentence => ({ effect: Effect, statement: index, text, isNote });

  const keys = keyWords(Effect, Resource, onKey);
  const done = phrasesOf(permissions.filter((permission) => isDoneToKeys(permission, Effect, isLimited)));
  const sentences = byLink(done).map(({ link, words }) =>
    say(`${may(Effect)} ${listWords(words, joint(Effect))}${link && ` ${link}`} ${keys}${when}.`),
  );
  const ofProject = permissions.flatMap((permission) => PROJECT_PHRASES[permission] ?? []);
  if (ofProject.length === 0) return sentences;
  if (!isLimited) return [...sentences, say(`${may(Effect)} ${listWords(ofProject, joint(Effect))}${placeWords(Resource)}${when}.`)];
  if (Effect === "Deny") return sentences;
  return [...sentences, say(`May not ${listWords(ofProject, "or")} by this statement: it is limited to certain keys.`, true)];
}

/** A Deny limited to keys also holds for the key that somebody wants to make. */
function isDoneToKeys(permission: Permission, effect: PolicyEffect, isLimited: boolean): boolean {
  if (!isAboutProject(permission)) return true;
  return permission === "kms:cmk:create" && effect === "Deny" && isLimited;
}

function coversEveryKey(resources: readonly string[] | undefined): boolean {
  return resources === undefined || resources.map(parseResource).some((resource) => isResource(resource) && isEverything(resource.key));
}

/** Where projects are meant, if not everywhere. */
function placeWords(resources: readonly string[] | undefined): string {
  const regions = (resources ?? [])
    .map(parseResource)
    .flatMap((resource) => (isResource(resource) && isEverything(resource.key) ? [resource.region] : []));
  return regions.length === 0 || regions.some(isEverything) ? "" : ` in the region ${listWords(regions, "or")}`;
}

function may(effect: PolicyEffect): string {
  return effect === "Allow" ? "May" : "May not";
}

function joint(effect: PolicyEffect): "and" | "or" {
  return effect === "Allow" ? "and" : "or";
}

/** Phrases that lead to the keys by the same word, together, in the order of the first of each. */
function byLink(phrases: readonly Phrase[]): { link: Phrase["link"]; words: string[] }[] {
  const groups = new Map<Phrase["link"], string[]>();
  for (const { link, words } of phrases) groups.set(link, [...(groups.get(link) ?? []), words]);
  return [...groups].map(([link, words]) => ({ link, words }));
}
