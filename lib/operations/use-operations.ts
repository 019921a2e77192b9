/** Who uses a key, and what would break without it: by the figures, and by disabling it in shadow. */
import type { KeyReference } from "#lib/domain/key-reference";
import type { KeyUseFigures, LastUse } from "#lib/domain/use/key-use";
import type { Shadow } from "#lib/domain/use/shadow-disable";
import { ANY_STATE, EDITABLE, ENABLED_ONLY, type OperationRow, shape } from "./operation";

type OfKey = { readonly key: KeyReference };

type LastUsage = {
  readonly keyId: string;
  readonly createdAt: Date;
  /** null where the key was never used since `trackedSince`. */
  readonly lastUse: (LastUse & { readonly requestId: string }) | null;
  /** From when on uses are known: the creation of the key, or the beginning of the trail where that was later. */
  readonly trackedSince: Date;
};

/** What the shadow has met since it began. */
export type ShadowFigures = Shadow & { readonly isRunning: boolean; readonly calls: number; readonly callers: number };

type Callers = KeyUseFigures & {
  readonly keyId: string;
  /** First day, `YYYY-MM-DD` in UTC. */
  readonly firstDay: string;
  /** null where the key has never been disabled in shadow. */
  readonly shadow: ShadowFigures | null;
};

export const useOperations = {
  getKeyLastUsage: {
    effect: "read",
    traceName: "getKeyLastUsage",
    permission: "kms:cmk:get",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OfKey>(),
    output: shape<LastUsage>(),
    secretFields: [],
    summary: "Tell when a key was used last, by whom and for what (extension of this product)",
  },
  listKeyCallers: {
    effect: "read",
    traceName: "listKeyCallers",
    permission: "kms:cmk:getAccess",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OfKey & { readonly days?: number | undefined }>(),
    output: shape<Callers>(),
    secretFields: [],
    summary:
      "List who called a key in the last 1 to 365 days, with totals by operation, version and day: what would break without it (extension of this product)",
  },
  startShadowDisable: {
    effect: "change",
    traceName: "startShadowDisable",
    permission: "kms:cmk:disable",
    subject: "key",
    allowedStates: ENABLED_ONLY,
    defaultKeys: false,
    input: shape<OfKey & { readonly days: number }>(),
    output: shape<{ readonly keyId: string } & Shadow>(),
    secretFields: [],
    summary:
      "Disable a key in shadow for 1 to 30 days: it goes on working, and each call is marked and counted that would fail; where that runs already, it gets another end (extension of this product)",
  },
  stopShadowDisable: {
    effect: "change",
    traceName: "stopShadowDisable",
    permission: "kms:cmk:disable",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<OfKey>(),
    output: shape<{ readonly keyId: string }>(),
    secretFields: [],
    summary: "End what start-shadow-disable began, if it has not ended by itself (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
