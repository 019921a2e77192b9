/** One's own saved filters of the audit traces. Invariant: whose they are, the caller says and nothing else. */
import { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import { deleteSavedQuery as deleteRow, listSavedQueries as listRows, saveQuery as saveRow } from "#lib/store/identity/saved-queries";
import type { ProjectUseCase } from "../../use-case";

export const listSavedQueries: ProjectUseCase<"listSavedQueries"> = {
  subject: "account",
  async run(_input, { store, caller }) {
    return { queries: await listRows(store, caller.userId) };
  },
};

export const saveQuery: ProjectUseCase<"saveQuery"> = {
  subject: "account",
  async run({ name, query }, { caller, now, commit }) {
    // They are kept with a user, and there is none.
    if (caller.isFederated) throw new KmsError("userNeeded");
    const savedQuery = await commit(
      (tx) => saveRow(tx, caller.userId, { id: newHexId(), name, query, createdAt: now() }),
      (saved) => ({ resourceId: saved.id, details: { name, query } }),
    );
    return { savedQuery };
  },
};

export const deleteSavedQuery: ProjectUseCase<"deleteSavedQuery"> = {
  subject: "account",
  async run({ queryId }, { caller, commit }) {
    await commit(
      (tx) => deleteRow(tx, caller.userId, queryId),
      (name) => ({ resourceId: queryId, details: { name } }),
    );
  },
};
