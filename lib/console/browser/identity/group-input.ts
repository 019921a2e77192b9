/** A group as it is entered, and what is wrong with it before it is sent. */
import { isIdentityName } from "#lib/domain/identity/identity-rules";
import { groupWords } from "../../words/identity/group-words";
import { identityWords } from "../../words/identity/identity-words";
import { descriptionFault, sound } from "./user-input";

export type GroupDraft = { readonly name: string; readonly description: string };

/** Faults by field; one that is sound is absent. */
export function groupFaults({ name, description }: GroupDraft): Record<string, string> {
  return sound({
    name: name === "" ? groupWords.nameMissing : isIdentityName(name) ? null : identityWords.nameWrong,
    description: descriptionFault(description),
  });
}
