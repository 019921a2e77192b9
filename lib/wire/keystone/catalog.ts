/** The door that speaks Keystone v3: people and their rights, one row an operation (api-reference §1). */
import { credentialDoor } from "./credential-door";
import { factorDoor } from "./factor-door";
import { groupDoor } from "./group-door";
import { policyDoor } from "./policy-door";
import { projectDoor } from "./project-door";
import { roleDoor } from "./role-door";
import { savedQueryDoor } from "./saved-query-door";
import { sessionDoor } from "./session-door";
import { userDoor } from "./user-door";

export const KEYSTONE_DOOR = {
  ...userDoor,
  ...groupDoor,
  ...projectDoor,
  ...roleDoor,
  ...policyDoor,
  ...credentialDoor,
  ...sessionDoor,
  ...factorDoor,
  ...savedQueryDoor,
} as const;
