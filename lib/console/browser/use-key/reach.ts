/** What the lines of every client are made from, and what they are. */
import type { Project } from "../../project";
import type { KeyToUse } from "./uses";

/** A key and where programs reach it. */
export type Reach = {
  /** Public base URL of the API, without a slash at its end. */
  readonly apiUrl: string;
  /** Of whoever looks: clients that sign in with a password do so as this user. */
  readonly userId: string;
  readonly accountName: string;
  readonly project: Project;
  readonly key: KeyToUse;
};

export type Language = "sh" | "js" | "python" | "go" | "hcl" | "yaml";

/** Lines that are copied as one. */
export type Lines = {
  /** What they do; of a program and of settings, the name of the file that they are for. */
  readonly caption: string;
  readonly language: Language;
  readonly text: string;
};
