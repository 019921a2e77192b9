"use server";
import type { ActionResult } from "../../api-failure";
import { performOperation } from "../perform-operation";
import { runAction } from "../run-action";
import { ACCOUNT } from "../scoped-token";
import type { NewAccessKey } from "./own-access-keys";

/** Makes an access key for a user of the account that is a cloud service. @param userName only for the file that is offered */
export async function createAccessKeyOfService(userId: string, userName: string, description: string): Promise<ActionResult<NewAccessKey>> {
  return runAction(async () => {
    const { credential } = await performOperation("createAccessKey", ACCOUNT, { credential: { user_id: userId, description } });
    return { access: credential.access, secret: credential.secret, userName };
  });
}
