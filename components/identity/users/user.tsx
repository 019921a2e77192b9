import type { ReplyOf } from "#lib/wire/catalog";

/** A user of the account, as the page of one has it. */
export type User = ReplyOf<"getUserProfile">["user"];

/** What is to be done with a user, each in a dialog. */
export type UserChange = "edit" | "reset" | "enable" | "disable" | "delete";
