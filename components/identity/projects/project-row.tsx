import type { ReplyOf } from "#lib/wire/catalog";

/** A project of the account, as its list has it. */
export type ProjectRow = ReplyOf<"listProjects">["projects"][number];
