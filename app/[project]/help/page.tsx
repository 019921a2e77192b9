import type { Metadata } from "next";
import { enterPage } from "#lib/console/server/enter-page";
import { helpWords } from "#lib/console/words/help-words";
import { HelpPage } from "../../help-page";

export const metadata: Metadata = { title: helpWords.title };

export default async function Help({ params }: { params: Promise<{ project: string }> }) {
  return <HelpPage place={await enterPage((await params).project)} />;
}
