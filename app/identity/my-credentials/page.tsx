import type { Metadata } from "next";
import { enterAccount } from "#lib/console/server/enter-page";
import { credentialsWords } from "#lib/console/words/credentials-words";
import { CredentialsPage } from "../../credentials-page";

export const metadata: Metadata = { title: credentialsWords.title };

export default async function MyCredentialsWithoutProject() {
  return <CredentialsPage place={await enterAccount()} />;
}
