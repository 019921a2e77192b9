import type { Metadata } from "next";
import { enterPage } from "#lib/console/server/enter-page";
import { credentialsWords } from "#lib/console/words/credentials-words";
import { CredentialsPage } from "../../credentials-page";

export const metadata: Metadata = { title: credentialsWords.title };

export default async function MyCredentials({ params }: { params: Promise<{ project: string }> }) {
  return <CredentialsPage place={await enterPage((await params).project)} />;
}
