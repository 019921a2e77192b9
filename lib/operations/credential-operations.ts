/** Access keys, with which programs sign their requests. */
import type { AccessKey } from "#lib/domain/identity/account";
import { ANY_STATE, type OperationRow, shape } from "./operation";

type Shown = { readonly accessKey: AccessKey };
type Named = { readonly access: string };

type CreateInput = {
  readonly userId: string;
  readonly description?: string | undefined;
  /** The one project in which it is to be good for anything. */
  readonly projectId?: string | undefined;
};

/** What is absent stays. */
type UpdateInput = Named & { readonly isEnabled?: boolean | undefined; readonly description?: string | undefined };

const onAccessKeys = { subject: "account", resourceType: "credential", allowedStates: ANY_STATE, defaultKeys: false } as const;

export const credentialOperations = {
  createAccessKey: {
    effect: "change",
    ...onAccessKeys,
    traceName: "createAccessKey",
    permission: "iam:credentials:create",
    own: "user",
    needsStepUp: true,
    input: shape<CreateInput>(),
    output: shape<{ readonly accessKey: AccessKey & { readonly secret: string } }>(),
    secretFields: ["secret"],
    summary: "Create an access key for a user; its secret is in this answer only",
  },
  listAccessKeys: {
    effect: "read",
    ...onAccessKeys,
    traceName: "listAccessKeys",
    permission: "iam:credentials:list",
    own: "user",
    /** The caller's own unless another user is named. */
    input: shape<{ readonly userId?: string | undefined }>(),
    output: shape<{ readonly accessKeys: readonly AccessKey[] /** How many a user may have. */; readonly quota: number }>(),
    secretFields: [],
    summary: "List one's own access keys, or those of another user of the account, oldest first, with how many a user may have",
  },
  getAccessKey: {
    effect: "read",
    ...onAccessKeys,
    traceName: "getAccessKey",
    permission: "iam:credentials:list",
    own: "accessKey",
    input: shape<Named>(),
    output: shape<Shown>(),
    secretFields: [],
    summary: "Show an access key, without its secret",
  },
  updateAccessKey: {
    effect: "change",
    ...onAccessKeys,
    traceName: "updateAccessKey",
    permission: "iam:credentials:update",
    own: "accessKey",
    input: shape<UpdateInput>(),
    output: shape<Shown>(),
    secretFields: [],
    summary: "Activate or deactivate an access key, or describe it",
  },
  deleteAccessKey: {
    effect: "destroy",
    ...onAccessKeys,
    traceName: "deleteAccessKey",
    permission: "iam:credentials:delete",
    own: "accessKey",
    input: shape<Named>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Delete an access key for good",
  },
} as const satisfies Record<string, OperationRow>;
