/**
 * Lists the tags of the project's keys, each with its different values, in pages. A place names the last pair of its page and not a
 * count, so each pair that stays is seen once, whatever comes and goes meanwhile.
 */
import { KmsError } from "#lib/domain/errors";
import { hasTagCharacters, hasTagKeyLength, hasTagValueLength, TAG_PAGE_PAIRS, type Tag } from "#lib/domain/tag";
import { listTagsOfProject } from "#lib/store/keys/tags";
import type { ProjectUseCase } from "../use-case";

export const listProjectTags: ProjectUseCase<"listProjectTags"> = {
  subject: "project",
  async run(input, { store, projectId, rights }) {
    const most = Math.min(input.limit ?? TAG_PAGE_PAIRS, TAG_PAGE_PAIRS);
    const after = input.after === undefined ? null : readPlace(input.after);
    const found = await listTagsOfProject(store, projectId, after, most + 1, rights.limit());
    const page = found.slice(0, most);
    const last = page.at(-1);
    return { tags: byKey(page), next: found.length > most && last !== undefined ? toPlace(last) : null };
  },
};

/** @param pairs in order */
function byKey(pairs: readonly Tag[]): { key: string; values: string[] }[] {
  const tags: { key: string; values: string[] }[] = [];
  for (const { key, value } of pairs) {
    const last = tags.at(-1);
    if (last?.key === key) last.values.push(value);
    else tags.push({ key, values: [value] });
  }
  return tags;
}

function toPlace({ key, value }: Tag): string {
  return Buffer.from(JSON.stringify([key, value]), "utf8").toString("base64url");
}

/** @throws KmsError `tagMarkerInvalid` for whatever `toPlace` does not write */
function readPlace(place: string): Tag {
  const pair = parsePair(place);
  if (pair === null || !isTag(pair) || toPlace(pair) !== place) throw new KmsError("tagMarkerInvalid", { field: "after" });
  return pair;
}

function parsePair(place: string): Tag | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(place, "base64url").toString("utf8"));
    if (!Array.isArray(parts) || parts.length !== 2) return null;
    const [key, value] = parts as unknown[];
    return typeof key === "string" && typeof value === "string" ? { key, value } : null;
  } catch {
    return null;
  }
}

function isTag({ key, value }: Tag): boolean {
  return hasTagKeyLength(key) && hasTagCharacters(key) && hasTagValueLength(value) && hasTagCharacters(value);
}
