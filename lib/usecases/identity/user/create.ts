/** Creates a user, who may do nothing before a group gives a role (design §8). */
import { KmsError } from "#lib/domain/errors";
import { newHexId } from "#lib/domain/ids";
import type { InputOf } from "#lib/operations/catalog";
import { getProject } from "#lib/store/identity/projects";
import { insertUser, type StoredUser, type UserChange } from "#lib/store/identity/users";
import type { Context, ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";
import { hashNewPassword } from "./new-password";
import { toProfileChange } from "./profile";
import { toUserNote } from "./user-trace";

export const createUser: ProjectUseCase<"createUser"> = {
  subject: "account",
  async run({ defaultProjectId, email, ...input }, context) {
    const { store, caller } = context;
    if (defaultProjectId !== undefined) await getProject(store, caller.accountId, defaultProjectId);
    return {
      user: await create(input, { ...toProfileChange({ email }), ...(defaultProjectId !== undefined && { defaultProjectId }) }, context),
    };
  },
};

export const createUserWithProfile: ProjectUseCase<"createUserWithProfile"> = {
  subject: "account",
  run: async (input, context) => ({ user: await create(input, toProfileChange(input), context) }),
};

type Named = Pick<InputOf<"createUser">, "name" | "password" | "isEnabled" | "description" | "accountId" | "service">;

async function create(
  { name, password, isEnabled = true, description = "", accountId, service }: Named,
  more: UserChange,
  context: Context,
): Promise<StoredUser> {
  const { caller, now, commit } = context;
  requireOwnAccount(caller, accountId);
  if (service !== undefined && password !== undefined) throw new KmsError("serviceSignsOnly", { field: "password" });
  // No hash fits any password, so a user without one signs requests with access keys only.
  const passwordHash = password === undefined ? "" : await hashNewPassword(context, password, name);
  const id = newHexId();
  return commit(
    (tx) =>
      insertUser(tx, { ...more, id, accountId: caller.accountId, name, isEnabled, description, passwordHash, service, createdAt: now() }),
    (user) => toUserNote(user, passwordHash),
  );
}
