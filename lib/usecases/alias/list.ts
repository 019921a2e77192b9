/** Lists alias objects. A key of elsewhere has none here, like one that does not exist. */
import { listAliases as listStoredAliases } from "#lib/store/keys/key-aliases";
import type { ProjectUseCase } from "../use-case";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
/** PostgreSQL's offset is a signed 64-bit number; no list is longer than this. */
const MAX_MARKER = 2 ** 31 - 1;

export const listAliases: ProjectUseCase<"listAliases"> = {
  subject: "project",
  async run(input, { store, projectId, rights }) {
    const limit = Math.min(input.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
    const offset = Math.min(input.marker ?? 0, MAX_MARKER);
    const found = await listStoredAliases(store, projectId, input.keyId, { offset, limit }, rights.limit());
    return { aliases: found.slice(0, limit), nextMarker: found.length > limit ? offset + limit : null };
  },
};
