"use server";
import type { ReplyOf, RequestOf } from "#lib/wire/catalog";
import { type ActionResult, ApiFailure, ownFailure } from "../../api-failure";
import { words } from "../../words/words";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";
import { ACCOUNT } from "../scoped-token";

/** What changes people, groups and projects, for which nothing is to be done but to pass it on. */
const CHANGES = [
  "createUserWithProfile",
  "updateUser",
  "deleteUser",
  "setSecondFactorRequired",
  "deleteVirtualMfa",
  "removePasskey",
  "createGroup",
  "updateGroup",
  "deleteGroup",
  "addUserToGroup",
  "removeUserFromGroup",
  "createProject",
  "updateProject",
] as const;

type Change = (typeof CHANGES)[number];

/** Changes something in the account of the signed-in user. @param name whatever a browser has sent */
export async function changeInAccount<N extends Change>(name: N, input: RequestOf<N>): Promise<ActionResult<ReplyOf<N>>> {
  return runAction(async () => {
    if (!isChange(name)) throw new ApiFailure(ownFailure(400, words.failures.unreadable));
    return performOperation(name, ACCOUNT, input);
  });
}

function isChange(name: unknown): name is Change {
  return CHANGES.some((change) => change === name);
}
