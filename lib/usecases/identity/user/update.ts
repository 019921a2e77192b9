/** Changes a user. Invariant: nobody disables themselves, so that an account always keeps somebody who can undo it. */
import { KmsError } from "#lib/domain/errors";
import { requirePerson } from "#lib/domain/identity/service";
import type { InputOf } from "#lib/operations/catalog";
import { changeAdministration } from "#lib/store/identity/administrators";
import { getProject } from "#lib/store/identity/projects";
import { getUser as getStoredUser, type StoredUser, type UserChange, updateUser as updateStoredUser } from "#lib/store/identity/users";
import type { Context, ProjectUseCase } from "../../use-case";
import { hashNewPassword } from "./new-password";
import { present, toProfileChange } from "./profile";
import { toUserNote } from "./user-trace";

export const updateUser: ProjectUseCase<"updateUser"> = {
  subject: "account",
  async run({ defaultProjectId, ...input }, context) {
    const { store, caller } = context;
    if (defaultProjectId !== undefined && defaultProjectId !== "") await getProject(store, caller.accountId, defaultProjectId);
    const more = defaultProjectId === undefined ? {} : { defaultProjectId: defaultProjectId === "" ? null : defaultProjectId };
    return { user: await update(input, more, context) };
  },
};

export const updateUserProfile: ProjectUseCase<"updateUserProfile"> = {
  subject: "account",
  run: async (input, context) => ({ user: await update(input, {}, context) }),
};

async function update(input: InputOf<"updateUserProfile">, more: UserChange, context: Context): Promise<StoredUser> {
  const { userId: id, name, password, isEnabled, description, service } = input;
  const { store, caller, now, commit } = context;
  if (id === caller.userId && isEnabled === false) throw new KmsError("identityProtected");
  const before = await getStoredUser(store, caller.accountId, id);
  if (service !== undefined && service !== before.service) throw new KmsError("serviceInvalid", { field: "service" });
  if (password !== undefined) requirePerson(before);
  const passwordHash = password === undefined ? undefined : await hashNewPassword(context, password, name ?? before.name);
  const change = { ...more, ...toProfileChange(input, before), ...present({ name, isEnabled, description, passwordHash }) };
  // Nothing to change is no mistake: clients send it, and its trace says what is.
  const isChange = Object.keys(change).length > 0;
  return commit(
    (tx) => {
      if (!isChange) return getStoredUser({ prisma: tx }, caller.accountId, id);
      const make = () => updateStoredUser(tx, caller.accountId, id, { ...change, updatedAt: now() });
      return isEnabled === false ? changeAdministration(tx, caller, make) : make();
    },
    (user) => toUserNote(user, passwordHash),
  );
}
