"use client";
import { AccessKeys } from "#components/credentials/access-keys";
import { ApiCredentials, type Self } from "#components/credentials/api-credentials";
import { OneTimeCodes } from "#components/credentials/one-time-codes";
import { PaneNav } from "#components/credentials/pane-nav";
import { Passkeys } from "#components/credentials/passkeys";
import { PasswordPane } from "#components/credentials/password-form";
import { Sessions } from "#components/credentials/sessions";
import { PageHead } from "#components/patterns/page-head";
import type { Project } from "#lib/console/project";
import {
  accessKeyWords,
  apiCredentialsWords,
  codeWords,
  credentialsWords,
  passkeyWords,
  passwordWords,
  sessionWords,
} from "#lib/console/words/credentials-words";

const PANES = [
  { id: "api-credentials", title: apiCredentialsWords.title },
  { id: "access-keys", title: accessKeyWords.title },
  { id: "password", title: passwordWords.title },
  { id: "one-time-codes", title: codeWords.title },
  { id: "passkeys", title: passkeyWords.title },
  { id: "sessions", title: sessionWords.title },
] as const;

type Props = { self: Self; projects: readonly Project[] };

/** My Credentials (guide §2.8.1): what identifies a person, and what they prove it with. */
export function CredentialsView({ self, projects }: Props) {
  const [api, accessKeys, password, codes, passkeys, sessions] = PANES;
  return (
    <>
      <PageHead title={credentialsWords.title} />
      <div className="cred">
        <PaneNav panes={PANES} />
        <div className="min-w-0">
          <ApiCredentials id={api.id} self={self} projects={projects} />
          <AccessKeys id={accessKeys.id} projects={projects} />
          <PasswordPane id={password.id} userName={self.userName} />
          <OneTimeCodes id={codes.id} self={self} />
          <Passkeys id={passkeys.id} />
          <Sessions id={sessions.id} />
        </div>
      </div>
    </>
  );
}
