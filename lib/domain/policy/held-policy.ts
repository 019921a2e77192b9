/** Whoever asks, with the policies that its groups have where it acts. Made by the server from what is stored, never from input. */
import type { ServiceName } from "../identity/service";
import type { CompiledPolicy } from "./compile-policy";

/** Where a policy is held: in the project that the caller acts in, in all projects, or for the account (which is no project). */
export const HELD_SCOPES = ["project", "allProjects", "account"] as const;
export type HeldScope = (typeof HELD_SCOPES)[number];

export type HeldPolicy = {
  readonly policy: CompiledPolicy;
  readonly scope: HeldScope;
  /** The group by which it is held. */
  readonly groupId: string;
};

export type PolicyCaller = {
  readonly userId: string;
  readonly userName: string;
  readonly accountId: string;
  /** The cloud service that it is, which no policy reaches; null for a person. */
  readonly service: ServiceName | null;
  /** null outside any project. */
  readonly projectId: string | null;
  /** Region of that project; "" outside any. */
  readonly region: string;
  readonly held: readonly HeldPolicy[];
};
