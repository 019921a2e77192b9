import type { Metadata } from "next";
import { enterAccount } from "#lib/console/server/enter-page";
import { helpWords } from "#lib/console/words/help-words";
import { HelpPage } from "../../help-page";

export const metadata: Metadata = { title: helpWords.title };

/** For whoever may enter no project. */
export default async function HelpWithoutProject() {
  return <HelpPage place={await enterAccount()} />;
}
