/** A project as it is entered, and what is wrong with it before it is sent. */
import { isProjectName } from "#lib/domain/identity/identity-rules";
import { toRegion } from "#lib/domain/identity/region";
import { projectWords } from "../../words/identity/project-words";
import { descriptionFault, sound } from "./user-input";

export type ProjectDraft = { readonly name: string; readonly description: string };

/** Faults by field; one that is sound is absent. @param region null where nobody knows: then the service says it */
export function projectFaults({ name, description }: ProjectDraft, region: string | null): Record<string, string> {
  return sound({ name: nameFault(name, region), description: descriptionFault(description) });
}

function nameFault(name: string, region: string | null): string | null {
  if (name === "") return projectWords.nameMissing;
  return region === null || isProjectName(name, region) ? null : projectWords.nameWrong(region);
}

/** Region of the account's projects, which are all of one. @returns null where there is none yet */
export function regionOf(projects: readonly { readonly name: string }[]): string | null {
  const [first] = projects;
  return first ? toRegion(first.name) : null;
}
